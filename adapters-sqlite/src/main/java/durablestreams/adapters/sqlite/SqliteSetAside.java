package durablestreams.adapters.sqlite;

import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.file.FolderLock;
import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Folder in the data folder with the files of a database that a snapshot replaced. It is kept until
 * the replacement is known to work.
 */
public final class SqliteSetAside {

  private static final String NAME = "replaced";

  private final DatabaseFiles files;
  private final Path folder;

  public SqliteSetAside(Path data) {
    this.files = new DatabaseFiles(data);
    this.folder = data.resolve(NAME);
  }

  /** The files, the database last: without it, no log of another one may be there. */
  private List<Path> database() {
    return List.of(
        files.writeAheadLog(),
        files.folder().resolve("streams.db-shm"),
        files.mark(),
        files.instance(),
        files.file());
  }

  /**
   * Moves the database here, in place of what was here before.
   *
   * @throws StoreFailedException when the database is in use, or cannot be moved
   */
  public void take() {
    FolderLock lock = FolderLock.acquire(files.folder(), files.lock());
    try {
      if (!Files.exists(files.file())) {
        return;
      }
      drop();
      Files.createDirectories(folder);
      for (Path file : database()) {
        if (Files.exists(file)) {
          Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      lock.keepEntries();
    } catch (IOException e) {
      throw new StoreFailedException(
          "the database in %s cannot be moved to %s: %s"
              .formatted(files.folder().toAbsolutePath(), folder.getFileName(), e),
          e);
    } finally {
      lock.close();
    }
  }

  /** Removes what is here. */
  public void drop() {
    try {
      for (Path file : database()) {
        Files.deleteIfExists(folder.resolve(file.getFileName()));
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new StoreFailedException("the folder " + folder + " cannot be removed: " + e, e);
    }
  }

  /** Where the replaced database is. */
  public Path folder() {
    return folder;
  }
}
