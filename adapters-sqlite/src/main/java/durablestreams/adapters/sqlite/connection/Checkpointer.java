package durablestreams.adapters.sqlite.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints of the write-ahead log into the database file, concurrent with commits.
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

  /** The last pass is for this many pages or fewer, if that can be had in a few passes. */
  static final long LITTLE = (512L << 10) / Connections.PAGE_BYTES;

  static final int MAX_PASSES = 4;

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

  private final Path file;
  private final LogLimit limit;
  private final Executor executor;
  private final Exclusively exclusively;
  private final Rebuild rebuild;
  private final AtomicBoolean running = new AtomicBoolean();
  private final ReentrantLock turn = new ReentrantLock();

  /** Between attempts while checkpoints fail; used by the thread that set {@link #running}. */
  private final Pause pause = new Pause(TimeUnit.SECONDS.toNanos(10));

  private final FailureRun failures = new FailureRun(LOG, "checkpoints of the write-ahead log");
  private boolean stopped;

  /** Whether pages that SQLite takes for moved may not be on the disk. */
  private volatile boolean unforced;

  private final ForcedFile forced;

  /** Pages that are moved, while the file is copied; changed by the holder of {@link #turn}. */
  private @Nullable MovedPages watched;

  private long pages;

  public Checkpointer(
      Path file, LogLimit limit, Executor executor, Exclusively exclusively, Rebuild rebuild) {
    this.file = file;
    this.forced = new ForcedFile(file);
    this.limit = limit;
    this.executor = executor;
    this.exclusively = exclusively;
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
      if (!unforced) {
        movePasses();
      }
    } finally {
      if (unforced) {
        rebuild.run();
      }
    }
  }

  /** The connection that cannot write is closed last, so that closing moves nothing. */
  private void movePasses() throws SQLException, IOException {
    try (Connection keeper = Connections.keeper(file);
        Connection connection = Connections.checkpointer(file)) {
      Connections.touch(keeper);
      MovedPages pages = watched;
      if (pages == null) {
        passes(connection);
        exclusively.run(() -> lastPass(connection));
      } else {
        pages.move(exclusively, keeper, () -> forcedPass(connection), () -> lastPass(connection));
      }
    }
  }

  private void passes(Connection connection) throws SQLException, IOException {
    long moved = 0;
    for (int i = 0; i < MAX_PASSES; i++) {
      long before = moved;
      moved = forcedPass(connection);
      if (moved - before <= LITTLE) {
        break;
      }
    }
  }

  private long lastPass(Connection connection) throws SQLException {
    return pass(connection, limit.isLong() ? "TRUNCATE" : "PASSIVE");
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

  private long forcedPass(Connection connection) throws SQLException, IOException {
    unforced = true;
    long moved;
    try {
      moved = pass(connection, "PASSIVE");
    } catch (SQLException e) {
      // SQLite takes nothing of this pass for moved.
      unforced = false;
      throw e;
    }
    forceFile();
    unforced = false;
    return moved;
  }

  /** Forces to the disk what the passes wrote, so that little is left for the last one to force. */
  private void forceFile() throws IOException {
    try {
      forced.force();
    } catch (IOException e) {
      unforced = true;
      throw e;
    }
  }

  /** Moves what is there; how many pages of the log were moved, those of passes before included. */
  private static long pass(Connection connection, String mode) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      return result.next() ? result.getLong(3) : 0;
    }
  }

  /** Whether the log must be kept and read anew when its connections are closed. */
  public boolean isUnforced() {
    return unforced;
  }

  /** SQLite has read the log anew, and moves all of it again. */
  public void rebuilt() {
    unforced = false;
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
