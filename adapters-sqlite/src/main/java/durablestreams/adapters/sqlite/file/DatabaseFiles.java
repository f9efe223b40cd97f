package durablestreams.adapters.sqlite.file;

import java.nio.file.Path;

/** Names of the files in the folder of a database. */
public record DatabaseFiles(Path folder) {

  public Path file() {
    return folder.resolve("streams.db");
  }

  public Path writeAheadLog() {
    return folder.resolve("streams.db-wal");
  }

  public Path lock() {
    return folder.resolve("lock");
  }

  /** Says how much the database acknowledged. */
  public Path mark() {
    return folder.resolve("streams.mark");
  }

  /** Tells a copy of the folder from the original. */
  public Path instance() {
    return folder.resolve("instance");
  }

  /** The end of a copy that is being made. */
  public Path spill() {
    return folder.resolve("backup.tmp");
  }

  /** A snapshot that is being restored. */
  public Path restoring() {
    return folder.resolve("restore.tmp");
  }

  /** Where the driver unpacks its native library. */
  public Path nativeLibrary() {
    return folder.resolve("native");
  }
}
