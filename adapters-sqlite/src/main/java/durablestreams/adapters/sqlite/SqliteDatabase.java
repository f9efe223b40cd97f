package durablestreams.adapters.sqlite;

import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Log;
import org.jooq.exception.DataAccessException;
import org.jooq.tools.JooqLogger;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file that the three ports of a store share: who may use it, and what happens when it
 * fails.
 *
 * <p>One thread at a time commits, and many read. The driver calls native code, in which a virtual
 * thread holds on to the platform thread below it. For a commit that is one platform thread at
 * most; reads are many, so virtual threads hand them to an executor with threads of its own, and
 * wait. Platform threads read by themselves.
 *
 * <p>A commit that fails is rolled back, and reads go on meanwhile; {@link CommitFate} says what
 * its callers are told. Only when memory may differ from the file are all connections opened again,
 * and the index is read anew.
 */
public final class SqliteDatabase implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SqliteDatabase.class.getName());

  /** Something done with the database open. */
  interface Work<T> {
    T with(Session session) throws SQLException;
  }

  /** A look at the tables and at what memory holds on top of them. */
  interface Reading<T> {
    T with(ReadConnection connection, HotIndex index) throws SQLException;
  }

  private final SqliteSettings settings;
  private final FolderLock folderLock;
  private final FileIdentity identity;
  private final Executor readers;
  private final LogLimit logLimit;
  private final Checkpointer checkpointer;
  private final StripedSeqLock marks = new StripedSeqLock();
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

  private SqliteDatabase(
      SqliteSettings settings,
      FolderLock folderLock,
      Executor readers,
      Executor checkpoints,
      InstantSource clock) {
    this.settings = settings;
    this.losses = new LossDetection(settings, clock);
    this.folderLock = folderLock;
    this.identity = new FileIdentity(settings.file());
    this.readers = readers;
    this.logLimit = new LogLimit(settings.writeAheadLog(), settings.maxLogBytes());
    this.checkpointer =
        new Checkpointer(
            settings.file(), logLimit, checkpoints, this::exclusively, this::readLogAnew);
  }

  /**
   * Opens the database in the settings' folder, and creates it if there is none.
   *
   * @param readers runs the reads of virtual threads: as many platform threads as there are
   *     connections to read with
   * @param checkpoints runs one long task now and then
   * @param marks runs one task for as long as the database is open
   * @throws StoreFailedException with one sentence for the operator: the folder is in use or cannot
   *     be used, or the file is damaged, of something else, or newer than this server
   */
  public static SqliteDatabase open(
      SqliteSettings settings,
      Executor readers,
      Executor checkpoints,
      Executor marks,
      InstantSource clock) {
    FolderLock lock = FolderLock.acquire(settings.folder(), settings.lock());
    SqliteDatabase database = new SqliteDatabase(settings, lock, readers, checkpoints, clock);
    try {
      JooqLogger.globalThreshold(Log.Level.WARN);
      NativeLibrary.load(settings.nativeLibrary());
      Session session = database.openSession();
      database.session = session;
      database.identity.take();
      database.losses.begin(session.log(), marks);
      database.raiseFloor();
      lock.keepEntries();
      return database;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
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
      LOG.log(System.Logger.Level.DEBUG, "the segment floor is not durable yet", e);
    }
  }

  /** See {@code StreamStore.segmentFloor}. */
  long segmentFloor() {
    return losses.floor();
  }

  /** See {@code StreamStore.loss}. */
  String loss() {
    return losses.loss();
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
      throw Failures.opening(settings.file(), e);
    } catch (RuntimeException e) {
      // Rows that say what cannot be, such as a stream without a key.
      throw Failures.damaged(settings.file(), e);
    }
  }

  StripedSeqLock marks() {
    return marks;
  }

  SqliteSettings settings() {
    return settings;
  }

  /** The open session; waits for one that is being opened. */
  Session session() {
    Session open = session;
    return open == null ? locked(Session::self) : open;
  }

  /**
   * Runs {@code work} while no other thread commits. If it fails, its transaction is rolled back.
   *
   * @throws StoreFailedException when nothing was stored
   * @throws OutcomeUnknownException when that is not known
   */
  <T> T write(Work<T> work) {
    exclusive.lock();
    try {
      Session open = current();
      identity.check();
      fate.settle(open, losses);
      open = admit(open);
      try {
        T result = work.with(open);
        open.finish();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        throw failed(open, e);
      } finally {
        marks.endAll();
      }
    } finally {
      exclusive.unlock();
    }
  }

  /**
   * Refuses to write while the write-ahead log is too long, and has checkpoints tried again.
   *
   * @return the session to write with, another one when a checkpoint had it opened again
   */
  private Session admit(Session open) {
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

  /** What does not work at present, in one sentence; empty while all does. */
  String problem() {
    return Stream.of(logLimit.problem(), checkpointer.problem())
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** Cleans up after a transaction that failed; what to tell its callers. */
  private RuntimeException failed(Session open, Throwable e) {
    boolean committing = open.progress() == Session.Progress.COMMITTING;
    if (open.progress() == Session.Progress.COMMITTED) {
      // It is durable, and memory does not show it.
      abandon(open, e);
      return new OutcomeUnknownException("a commit could not be applied in memory: " + e, e);
    }
    try {
      if (committing) {
        return fate.of(open, e);
      }
      open.recover();
    } catch (SQLException | RuntimeException cleaning) {
      e.addSuppressed(cleaning);
      abandon(open, e);
      if (committing) {
        return new OutcomeUnknownException("a commit could not be rolled back: " + e, e);
      }
    }
    if (e instanceof Error error) {
      throw error;
    }
    return Failures.of("the commit failed", e);
  }

  /** Runs {@code work}, which changes nothing, while no thread commits. */
  private <T> T locked(Work<T> work) {
    exclusive.lock();
    try {
      return work.with(current());
    } catch (SQLException e) {
      throw Failures.of("reading failed", e);
    } finally {
      exclusive.unlock();
    }
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
            "a fsync of the database file failed: the write-ahead log is read anew, and all of it"
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
  private void abandon(Session failed, Throwable reason) {
    session = null;
    try {
      failed.close(checkpointer.isUnforced());
    } catch (SQLException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /** Takes note of a commit that is acknowledged next. */
  void committed(Session open) {
    losses.committed(open.log());
  }

  /** Counts what a commit wrote, for the next checkpoint. */
  void written(long pages) {
    logLimit.written(pages);
    checkpointer.written(pages);
  }

  /** Reads, on a thread on which that is fine. */
  <T> T read(Reading<T> reading) {
    return onReader(() -> readHere(Session::reads, reading));
  }

  /** Reads on the thread that commits, with a connection of its own. */
  <T> T readToCommit(Reading<T> reading) {
    return readHere(Session::commitReads, reading);
  }

  /** Counts, with a connection of its own. */
  <T> T readToCount(Reading<T> reading) {
    return readHere(Session::censusReads, reading);
  }

  /** Reads while no thread commits. */
  <T> T readExclusively(Reading<T> reading) {
    return onReader(() -> locked(open -> open.reads().read(c -> reading.with(c, open.index()))));
  }

  private <T> T readHere(Function<Session, ReadPool> pool, Reading<T> reading) {
    while (true) {
      Session open = session();
      ReadPool reads = pool.apply(open);
      try {
        return reads.read(connection -> reading.with(connection, open.index()));
      } catch (DamagedDataException e) {
        throw e;
      } catch (SQLException | RuntimeException e) {
        if (!reads.isClosed() || closed) {
          throw Failures.of("reading failed", e);
        }
        // The session ended meanwhile; the next one knows.
      }
    }
  }

  private <T> T onReader(Supplier<T> task) {
    if (!Thread.currentThread().isVirtual()) {
      return task.get();
    }
    try {
      return CompletableFuture.supplyAsync(task, readers).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    } catch (RejectedExecutionException e) {
      throw new StoreFailedException("the store is closed", e);
    }
  }

  /** Lets commits and reads that run end, and refuses all others. */
  @Override
  public void close() {
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
