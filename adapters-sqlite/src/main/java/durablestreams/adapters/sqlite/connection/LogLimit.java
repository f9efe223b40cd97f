package durablestreams.adapters.sqlite.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Maximum size of the write-ahead log. The log grows while checkpoints fail, and while a reader
 * holds an old state of the database; beyond the limit commits are refused, so that the disk is not
 * filled.
 */
public final class LogLimit {

  private static final System.Logger LOG = System.getLogger(LogLimit.class.getName());

  private static final int MIB = 1 << 20;

  /** The size is looked at once after this many written pages. */
  private static final long PAGES_PER_LOOK = (4L << 20) / Connections.PAGE_BYTES;

  /** Beyond this size a log did not start over for a while. */
  private static final long LONG = 128L << 20;

  private final Path file;
  private final long maxBytes;
  private long unseen;
  private volatile boolean exceeded;

  public LogLimit(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /** The write-ahead log. */
  Path log() {
    return file;
  }

  /** Counts pages that a commit wrote, about; called by the committing thread. */
  public void written(long pages) {
    unseen += pages;
    if (unseen >= Math.min(PAGES_PER_LOOK, maxBytes / Connections.PAGE_BYTES)) {
      unseen = 0;
      boolean before = exceeded;
      exceeded = bytes() > maxBytes;
      if (exceeded && !before) {
        LOG.log(System.Logger.Level.ERROR, problem());
      }
    }
  }

  /** Whether the log exceeds its limit; looks at the file only if it did before. */
  public boolean isExceeded() {
    if (exceeded) {
      exceeded = bytes() > maxBytes;
    }
    return exceeded;
  }

  /** Whether the log should be cut at the next opportunity. */
  boolean isLong() {
    return bytes() > Math.min(LONG, maxBytes / 2);
  }

  /** What is told when a commit is refused. */
  public String problem() {
    return exceeded
        ? "the write-ahead log has "
            + bytes() / MIB
            + " MiB, and "
            + maxBytes / MIB
            + " MiB is the most: nothing is written until a checkpoint can shorten it, which a failing"
            + " disk or a long read of another program prevents"
        : "";
  }

  private long bytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
