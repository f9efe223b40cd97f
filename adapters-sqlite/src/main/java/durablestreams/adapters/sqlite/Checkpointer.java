package durablestreams.adapters.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Moves what the write-ahead log holds into the database file, next to the commits and not within
 * them.
 *
 * <p>A checkpoint by another thread never sees the end of a log that goes on growing, so the log
 * would never start over. Therefore the bulk is moved while commits go on, pass by pass, and the
 * little that came meanwhile in one last pass during which no commit runs. SQLite forces the file
 * to the disk only in a pass that reaches the end of the log, which would be that last one; so it
 * is forced here after every pass before.
 *
 * <p>Measured with commits of 64 rows on a busy disk, in turns and at the same throughput: with
 * checkpoints within commits one commit in a thousand takes 20 ms or more, like this 5 to 7 ms. A
 * threshold eight times as large costs a quarter of the throughput.
 */
final class Checkpointer implements AutoCloseable {

  /** Pages in the write-ahead log after which they are moved. */
  private static final long THRESHOLD = (16L << 20) / Connections.PAGE_BYTES;

  /** The last pass is for this many pages or fewer, if that can be had in a few passes. */
  private static final long LITTLE = (512L << 10) / Connections.PAGE_BYTES;

  private static final int MAX_PASSES = 4;

  /** Runs something while no commit does. */
  interface Exclusively {
    void run(Pass last) throws SQLException;
  }

  /** One checkpoint. */
  interface Pass {
    long run() throws SQLException;
  }

  private final Path file;
  private final Executor executor;
  private final Exclusively exclusively;
  private final AtomicBoolean running = new AtomicBoolean();
  private final ReentrantLock turn = new ReentrantLock();
  private boolean stopped;

  /** The file once more, open as long as any connection is: see {@link #close}. */
  private @Nullable RandomAccessFile forced;

  private long pages;

  Checkpointer(Path file, Executor executor, Exclusively exclusively) {
    this.file = file;
    this.executor = executor;
    this.exclusively = exclusively;
  }

  /** Counts pages that a commit wrote, about; called by the committing thread. */
  void written(long more) {
    pages += more;
    if (pages >= THRESHOLD && running.compareAndSet(false, true)) {
      pages = 0;
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException e) {
        // The process ends; closing the store checkpoints as well.
        running.set(false);
      }
    }
  }

  private void run() {
    turn.lock();
    try {
      if (!stopped) {
        move();
      }
    } finally {
      turn.unlock();
      running.set(false);
    }
  }

  private void move() {
    try (Connection connection = Connections.checkpointer(file)) {
      long moved = 0;
      for (int i = 0; i < MAX_PASSES; i++) {
        long before = moved;
        moved = pass(connection);
        forceFile();
        if (moved - before <= LITTLE) {
          break;
        }
      }
      exclusively.run(() -> pass(connection));
    } catch (SQLException | IOException e) {
      // What could not be moved stays in the log, where it is as safe; the next round tries again,
      // and a disk that takes no more fails the next commit, which is where someone is told.
    }
  }

  /** Forces to the disk what the passes wrote, so that little is left for the last one to force. */
  private void forceFile() throws IOException {
    RandomAccessFile open = forced;
    if (open == null) {
      open = new RandomAccessFile(file.toFile(), "rw");
      forced = open;
    }
    open.getFD().sync();
  }

  /** Moves what is there; how many pages of the log were moved, those of passes before included. */
  private static long pass(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return result.next() ? result.getLong(3) : 0;
    }
  }

  /** Waits for the checkpoint that runs, and lets none begin. */
  void stop() {
    turn.lock();
    try {
      stopped = true;
    } finally {
      turn.unlock();
    }
  }

  /** Lets go of the file. Only when all connections to it are closed: their locks go with it. */
  @Override
  public void close() {
    stop();
    RandomAccessFile open = forced;
    forced = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw Failures.of("closing failed", e);
      }
    }
  }
}
