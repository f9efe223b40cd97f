package durablestreams.adapters.sqlite.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints of the write-ahead log into the database file, concurrent with commits.
 *
 * <p>It decides when one begins, and runs one at a time; {@link CheckpointPasses} moves the pages.
 *
 * <p>Measured with commits of 64 rows on a busy disk, in turns and at the same throughput: with
 * checkpoints within commits one commit in a thousand takes 20 ms or more, like this 5 to 7 ms. A
 * threshold eight times as large costs a quarter of the throughput.
 *
 * <p>A checkpoint that fails is logged, counted and tried again after a pause; commits go on into
 * the log until {@link LogLimit} refuses them. When a fsync of the database file fails, pages that
 * a pass moved may never reach the disk, though SQLite takes them for moved: it reads them from the
 * file, and would write over them in the log. Then SQLite reads the log anew at once, and moves all
 * of it once more before anything else is written.
 */
public final class Checkpointer implements AutoCloseable {

  /** Pages in the write-ahead log after which they are moved. */
  private static final long THRESHOLD = (16L << 20) / Connections.PAGE_BYTES;

  /**
   * Pages of one commit beyond this number count a quarter: the checkpoint itself, with its forced
   * passes, is most of what a large commit would wait for. Such a log has up to 64 MiB.
   */
  private static final long FULLY_COUNTED = (1L << 20) / Connections.PAGE_BYTES;

  /** Runs something while no commit does. */
  public interface Exclusively {
    void run(Pass last) throws SQLException;
  }

  /** One checkpoint. */
  public interface Pass {
    long run() throws SQLException;
  }

  /** Has SQLite read the log anew, as if nothing of it had been moved. */
  public interface Rebuild {
    void run() throws SQLException;
  }

  private static final System.Logger LOG = System.getLogger(Checkpointer.class.getName());

  private final LogLimit limit;
  private final Executor executor;
  private final Rebuild rebuild;
  private final AtomicBoolean running = new AtomicBoolean();
  private final ReentrantLock turn = new ReentrantLock();

  /** Between attempts while checkpoints fail; used by the thread that set {@link #running}. */
  private final Pause pause = new Pause(TimeUnit.SECONDS.toNanos(10));

  private final FailureRun failures = new FailureRun(LOG, "checkpoints of the write-ahead log");
  private boolean stopped;

  private final ForcedFile forced;
  private final CheckpointPasses passes;

  /** Pages that are moved, while the file is copied; changed by the holder of {@link #turn}. */
  private @Nullable MovedPages watched;

  private long pages;

  public Checkpointer(
      Path file, LogLimit limit, Executor executor, Exclusively exclusively, Rebuild rebuild) {
    this.forced = new ForcedFile(file);
    this.passes = new CheckpointPasses(file, forced, limit, exclusively);
    this.limit = limit;
    this.executor = executor;
    this.rebuild = rebuild;
  }

  /** Counts pages that a commit wrote, about; called by the committing thread. */
  public void written(long more) {
    pages += Math.min(more, FULLY_COUNTED) + Math.max(0, more - FULLY_COUNTED) / 4;
    if (pages >= THRESHOLD) {
      start();
    }
  }

  /** Begins a checkpoint if the last one failed, and not a moment ago. */
  public void retry() {
    if (failures.isFailing()) {
      start();
    }
  }

  /** Begins a checkpoint, unless one runs or the last one failed a moment ago. */
  public void start() {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    if (pause.isRunning()) {
      running.set(false);
      return;
    }
    pages = 0;
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      // The process ends; closing the store checkpoints as well.
      running.set(false);
    }
  }

  private void run() {
    turn.lock();
    try {
      if (!stopped) {
        move();
        pause.succeeded();
        failures.ended();
      }
    } catch (SQLException | IOException | RuntimeException e) {
      pause.failed();
      failures.failed(e);
    } finally {
      turn.unlock();
      running.set(false);
    }
  }

  private void move() throws SQLException, IOException {
    try {
      if (!passes.isUnforced()) {
        passes.move(watched);
      }
    } finally {
      if (passes.isUnforced()) {
        rebuild.run();
      }
    }
  }

  /** Begins to note which pages of the file are changed; at most one copy is made at a time. */
  public MovedPages watch() {
    turn.lock();
    try {
      if (watched != null) {
        throw new IllegalStateException("the database file is being copied already");
      }
      MovedPages pages = new MovedPages(limit.log());
      watched = pages;
      return pages;
    } finally {
      turn.unlock();
    }
  }

  public void endWatch() {
    turn.lock();
    try {
      watched = null;
    } finally {
      turn.unlock();
    }
  }

  /** Reads of the database file while no checkpoint changes it. */
  public interface StillFile {
    void read(DatabaseBytes file) throws IOException;
  }

  /** Runs {@code reading} while no checkpoint runs; commits go on, into the log. */
  public void holding(StillFile reading) throws IOException {
    turn.lock();
    try {
      reading.read(bytes());
    } finally {
      turn.unlock();
    }
  }

  /** The database file, which checkpoints change at any time. */
  public DatabaseBytes file() throws IOException {
    turn.lock();
    try {
      return bytes();
    } finally {
      turn.unlock();
    }
  }

  private DatabaseBytes bytes() throws IOException {
    if (stopped) {
      throw new IOException("the store is closed");
    }
    return forced;
  }

  /** Whether the log must be kept and read anew when its connections are closed. */
  public boolean isUnforced() {
    return passes.isUnforced();
  }

  /** SQLite has read the log anew, and moves all of it again. */
  public void rebuilt() {
    passes.rebuilt();
  }

  /** Why checkpoints fail at present; empty while they do not. */
  public String problem() {
    return failures.problem();
  }

  /** Waits for the checkpoint that runs, and lets none begin. */
  public void stop() {
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
    forced.close();
  }
}
