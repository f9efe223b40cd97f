package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.connection.Checkpointer;
import durablestreams.adapters.sqlite.connection.Failures;
import durablestreams.adapters.sqlite.connection.LogLimit;
import durablestreams.adapters.sqlite.connection.Pause;
import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.file.FileIdentity;
import durablestreams.adapters.sqlite.file.FolderLock;
import durablestreams.application.port.StoreFailedException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * The session that is open at present, and the lock under which one thread commits, opens or
 * closes. A session that is given up is opened again by the next call that needs one.
 */
public final class Sessions {

  private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

  /** Something done with the database open. */
  public interface Work<T> {
    T with(Session session) throws SQLException;
  }

  private final SessionSettings settings;
  private final DatabaseFiles files;
  private final FileIdentity identity;
  private final LogLimit logLimit;
  private final Checkpointer checkpointer;
  private final CommitFate fate = new CommitFate();
  private final LossDetection losses;

  /** Between attempts to open the connections again. */
  private final Pause reopening = new Pause(TimeUnit.SECONDS.toNanos(5));

  /**
   * Held by the thread that commits, opens or closes. Fair, so that a look that needs it gets its
   * turn.
   */
  private final ReentrantLock exclusive = new ReentrantLock(true);

  private volatile @Nullable Session session;
  private volatile boolean closed;

  /** Looks at what is there, before anything opens the database. */
  public Sessions(SessionSettings settings, Executor checkpoints, InstantSource clock) {
    this.settings = settings;
    this.files = settings.files();
    this.losses = new LossDetection(files, settings.replica(), clock);
    this.identity = new FileIdentity(files.file());
    this.logLimit = new LogLimit(files.writeAheadLog(), settings.maxLogBytes());
    this.checkpointer =
        new Checkpointer(files.file(), logLimit, checkpoints, this::exclusively, this::readLogAnew);
  }

  /** Opens the first session, and detects what was lost since the last server. */
  public void begin(Executor markWriter) {
    Session first = openSession();
    session = first;
    identity.take();
    losses.begin(first.log(), markWriter);
    raiseFloor();
  }

  /**
   * Makes a raised floor durable; if the disk takes nothing, that is done before the next write.
   */
  private void raiseFloor() {
    try {
      locked(open -> {
        fate.settle(open, losses);
        return true;
      });
    } catch (StoreFailedException e) {
      LOG.log(System.Logger.Level.DEBUG, "The segment floor is not durable yet", e);
    }
  }

  private Session openSession() {
    identity.check();
    boolean unforced = checkpointer.isUnforced();
    try {
      Session open = Session.open(settings, unforced);
      if (unforced) {
        checkpointer.rebuilt();
      }
      return open;
    } catch (StoreFailedException e) {
      throw e;
    } catch (SQLException | DataAccessException e) {
      throw Failures.opening(files.file(), e);
    } catch (RuntimeException e) {
      // Rows that say what cannot be, such as a stream without a key.
      throw Failures.damaged(files.file(), e);
    }
  }

  public LossDetection losses() {
    return losses;
  }

  public boolean isClosed() {
    return closed;
  }

  /** The open session; waits for one that is being opened. */
  public Session session() {
    Session open = session;
    return open == null ? locked(Session::self) : open;
  }

  Checkpointer checkpointer() {
    return checkpointer;
  }

  /** Runs {@code work}, which changes nothing, while no thread commits. */
  public <T> T locked(Work<T> work) {
    exclusive.lock();
    try {
      return work.with(current());
    } catch (SQLException e) {
      throw Failures.of("reading failed", e);
    } finally {
      exclusive.unlock();
    }
  }

  /** Takes the right to commit, and waits for it. */
  void lock() {
    exclusive.lock();
  }

  void unlock() {
    exclusive.unlock();
  }

  /**
   * The session to write with; only for the holder of the lock.
   *
   * <p>Refuses while the write-ahead log is too long, and has checkpoints tried again, of which one
   * may open the session again.
   */
  Session admitted() {
    Session open = current();
    identity.check();
    fate.settle(open, losses);
    checkpointer.retry();
    if (logLimit.isExceeded()) {
      checkpointer.start();
      if (logLimit.isExceeded()) {
        throw new StoreFailedException(problem());
      }
    }
    Session now = current();
    if (now != open) {
      fate.settle(now, losses);
    }
    return now;
  }

  /** Finds out what became of a commit that failed; what to tell its callers. */
  RuntimeException fate(Session open, Throwable failure) throws SQLException {
    return fate.of(open, failure);
  }

  /** What does not work at present, in one sentence; empty while all does. */
  public String problem() {
    return Stream.of(logLimit.problem(), checkpointer.problem())
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private void exclusively(Checkpointer.Pass pass) throws SQLException {
    exclusive.lock();
    try {
      pass.run();
    } finally {
      exclusive.unlock();
    }
  }

  /**
   * Opens the session again with the write-ahead log as it is, so that all of it is moved again.
   */
  private void readLogAnew() throws SQLException {
    exclusive.lock();
    try {
      Session open = current();
      if (checkpointer.isUnforced()) {
        // Else a commit of unknown outcome would come back with the log.
        fate.settle(open, losses);
        LOG.log(
            System.Logger.Level.WARNING,
            "A fsync of the database file failed: the write-ahead log is read anew, and all of it"
                + " is moved again");
        session = null;
        open.close(true);
        reopened();
      }
    } finally {
      exclusive.unlock();
    }
  }

  /** The session, opened again if it was given up; only for the holder of the lock. */
  private Session current() {
    if (closed) {
      throw new StoreFailedException("the store is closed");
    }
    Session open = session;
    return open == null ? reopened() : open;
  }

  private Session reopened() {
    if (reopening.isRunning()) {
      throw new StoreFailedException("the database could not be opened again a moment ago");
    }
    try {
      Session open = openSession();
      try {
        losses.checkAgain(open.log());
      } catch (StoreFailedException e) {
        abandon(open, e);
        throw e;
      }
      reopening.succeeded();
      session = open;
      return open;
    } catch (RuntimeException e) {
      reopening.failed();
      throw e;
    }
  }

  /** Gives the session up; the next call opens another one. */
  void abandon(Session failed, Throwable reason) {
    session = null;
    try {
      failed.close(checkpointer.isUnforced());
    } catch (SQLException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /** Takes note of a commit that is acknowledged next. */
  public void committed(Session open) {
    losses.committed(open.log());
  }

  /** Counts what a commit wrote, for the next checkpoint. */
  public void written(long pages) {
    logLimit.written(pages);
    checkpointer.written(pages);
  }

  /** Lets the commit that runs end, refuses all others, and releases the folder last. */
  public void close(FolderLock folderLock) {
    checkpointer.stop();
    exclusive.lock();
    boolean complete = false;
    try {
      if (closed) {
        return;
      }
      closed = true;
      Session open = session;
      session = null;
      if (open != null) {
        boolean keepLog = checkpointer.isUnforced();
        open.close(keepLog);
        complete = !keepLog && !open.log().isRebuilt();
      }
    } catch (SQLException e) {
      throw Failures.of("closing failed", e);
    } finally {
      checkpointer.close();
      losses.end(complete);
      folderLock.close();
      exclusive.unlock();
    }
  }
}
