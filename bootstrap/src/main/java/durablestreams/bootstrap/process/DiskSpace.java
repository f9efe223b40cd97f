package durablestreams.bootstrap.process;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Check of the free space of a disk: a write-ahead log needs room to be checkpointed. */
public final class DiskSpace {

  /** Free space below which a large disk is nearly full. */
  private static final long LITTLE = 256L << 20;

  /** The part of a small disk below which it is nearly full. */
  private static final int PART = 20;

  private final Path folder;

  public DiskSpace(Path folder) {
    this.folder = folder;
  }

  /** The problem in one line; empty if there is none. */
  public String problem() {
    try {
      FileStore disk = Files.getFileStore(folder);
      return problem(disk.getUsableSpace(), disk.getTotalSpace());
    } catch (IOException e) {
      return "the data folder cannot be reached: " + e.getMessage();
    }
  }

  public static String problem(long free, long total) {
    return free < Math.min(LITTLE, total / PART)
        ? "the disk of the data folder is nearly full: %d MiB are free".formatted(free >> 20)
        : "";
  }
}
