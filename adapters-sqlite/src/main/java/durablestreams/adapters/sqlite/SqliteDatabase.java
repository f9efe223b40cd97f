package durablestreams.adapters.sqlite;

import durablestreams.adapters.sqlite.change.StripedSeqLock;
import durablestreams.adapters.sqlite.connection.Failures;
import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.file.FolderLock;
import durablestreams.adapters.sqlite.file.NativeLibrary;
import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.read.ReadConnection;
import durablestreams.adapters.sqlite.read.ReadPool;
import durablestreams.adapters.sqlite.session.Commits;
import durablestreams.adapters.sqlite.session.FileCopy;
import durablestreams.adapters.sqlite.session.Inclusion;
import durablestreams.adapters.sqlite.session.Session;
import durablestreams.adapters.sqlite.session.Sessions;
import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.change.StreamChange;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Log;
import org.jooq.tools.JooqLogger;

/**
 * One SQLite file that the three ports of a store share: its use by threads, and its failures.
 *
 * <p>One thread at a time commits, and many read. The driver calls native code, in which a virtual
 * thread holds on to the platform thread below it. For a commit that is one platform thread at
 * most; reads are many, so virtual threads hand them to an executor with threads of its own, and
 * wait. Platform threads read by themselves.
 *
 * <p>{@link Sessions} opens and closes it, {@link Commits} writes.
 */
public final class SqliteDatabase implements AutoCloseable {

  /** A look at the tables and at what memory holds on top of them. */
  interface Reading<T> {
    T with(ReadConnection connection, HotIndex index) throws SQLException;
  }

  private final DatabaseFiles files;
  private final FolderLock folderLock;
  private final Executor readers;
  private final StripedSeqLock seqLock = new StripedSeqLock();
  private final Sessions sessions;
  private final Commits commits;
  private final Histogram syncs = Histogram.ofNanos();

  private SqliteDatabase(
      SqliteSettings settings,
      FolderLock folderLock,
      Executor readers,
      Executor checkpoints,
      InstantSource clock) {
    this.files = settings.files();
    this.folderLock = folderLock;
    this.readers = readers;
    this.sessions = new Sessions(settings.session(), checkpoints, clock);
    this.commits = new Commits(sessions, seqLock);
  }

  /**
   * Opens the database in the settings' folder, and creates it if there is none.
   *
   * @param readers runs the reads of virtual threads: as many platform threads as there are
   *     connections to read with
   * @param checkpoints runs one long task now and then
   * @param markWriter runs one task for as long as the database is open
   * @throws StoreFailedException with one sentence for the operator: the folder is in use or cannot
   *     be used, or the file is damaged, of something else, or newer than this server
   */
  public static SqliteDatabase open(
      SqliteSettings settings,
      Executor readers,
      Executor checkpoints,
      Executor markWriter,
      InstantSource clock) {
    FolderLock lock = FolderLock.acquire(settings.folder(), settings.files().lock());
    SqliteDatabase database = new SqliteDatabase(settings, lock, readers, checkpoints, clock);
    try {
      JooqLogger.globalThreshold(Log.Level.WARN);
      NativeLibrary.load(settings.files().nativeLibrary());
      database.sessions.begin(markWriter);
      lock.keepEntries();
      return database;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** See {@code StreamStore.segmentFloor}. */
  long segmentFloor() {
    return sessions.losses().floor();
  }

  /** See {@code StreamStore.loss}. */
  String loss() {
    return sessions.losses().loss();
  }

  StripedSeqLock seqLock() {
    return seqLock;
  }

  DatabaseFiles files() {
    return files;
  }

  /** The open session; waits for one that is being opened. */
  Session session() {
    return sessions.session();
  }

  /**
   * Runs {@code work} while no other thread commits. If it fails, its transaction is rolled back.
   *
   * @throws StoreFailedException when nothing was stored
   * @throws OutcomeUnknownException when that is not known
   */
  <T> T write(Sessions.Work<T> work) {
    return commits.write(work);
  }

  /** Commits changes of streams, and what goes into the same transaction. */
  void commit(List<StreamChange> changes, Inclusion inclusion) {
    syncs.record(commits.commit(changes, inclusion));
  }

  /** Leaves the commit log, and raises the segment floor durably. */
  void adopt() {
    commits.write(session -> {
      sessions.losses().raise(session);
      return true;
    });
  }

  /** How long each COMMIT took. */
  Histogram syncs() {
    return syncs;
  }

  /** What does not work at present, in one sentence; empty while all does. */
  String problem() {
    return sessions.problem();
  }

  /** Copies the database while commits go on. */
  void copyTo(SnapshotSource.Sink sink) throws InterruptedException {
    new FileCopy(sessions, files, sink).run();
  }

  /** Counts what a commit wrote, for the next checkpoint. */
  void written(long pages) {
    sessions.written(pages);
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
    return onReader(
        () -> sessions.locked(open -> open.reads().read(c -> reading.with(c, open.index()))));
  }

  private <T> T readHere(Function<Session, ReadPool> pool, Reading<T> reading) {
    while (true) {
      Session open = sessions.session();
      ReadPool reads = pool.apply(open);
      try {
        return reads.read(connection -> reading.with(connection, open.index()));
      } catch (DamagedDataException e) {
        throw e;
      } catch (SQLException | RuntimeException e) {
        if (!reads.isClosed() || sessions.isClosed()) {
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
    sessions.close(folderLock);
  }
}
