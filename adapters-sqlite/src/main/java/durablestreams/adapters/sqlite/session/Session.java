package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.change.ChangeWriter;
import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.connection.LeftoverLog;
import durablestreams.adapters.sqlite.file.PrivateFiles;
import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.index.HotIndexLoader;
import durablestreams.adapters.sqlite.index.HotStreamLoader;
import durablestreams.adapters.sqlite.index.TailLookup;
import durablestreams.adapters.sqlite.log.HotLogTrimmer;
import durablestreams.adapters.sqlite.log.LogAppender;
import durablestreams.adapters.sqlite.log.LogState;
import durablestreams.adapters.sqlite.read.ReadPool;
import durablestreams.adapters.sqlite.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.DSLContext;

/**
 * Open connections to the database, and everything that memory holds of it. It survives failed
 * commits; only when memory and file may differ does a new session take its place.
 */
public final class Session {

  private final Path file;
  private final boolean forced;

  /** Keeps the write-ahead log in use while {@link #writer} is opened again. */
  private final Connection keeper;

  private Writer writer;
  private final ReadPool reads;
  private final ReadPool commitReads;
  private final ReadPool censusReads;
  private final HotIndex index;
  private final LogState log;
  private final LeftoverLog leftover;
  private Progress progress = Progress.NONE;

  /** How far the transaction at hand has come. */
  enum Progress {
    NONE,
    BEGUN,
    COMMITTING,
    COMMITTED
  }

  /** The connection that commits, and its prepared statements. */
  private record Writer(
      Connection connection,
      PreparedStatement begin,
      PreparedStatement commit,
      LogAppender appender,
      HotLogTrimmer trimmer,
      TailLookup tails,
      HotStreamLoader hotStreams,
      ChangeWriter changes) {

    static Writer on(Connection connection) throws SQLException {
      TailLookup tails = new TailLookup(connection);
      return new Writer(
          connection,
          connection.prepareStatement("BEGIN IMMEDIATE"),
          connection.prepareStatement("COMMIT"),
          new LogAppender(connection),
          new HotLogTrimmer(connection),
          tails,
          new HotStreamLoader(connection),
          new ChangeWriter(connection, tails));
    }
  }

  private Session(
      SessionSettings settings, Connection keeper, Connection connection, boolean logReadAnew)
      throws SQLException {
    this.file = settings.files().file();
    this.forced = !settings.replica();
    this.keeper = keeper;
    Schema.migrate(connection, file);
    Connections.touch(keeper);
    this.leftover = new LeftoverLog(settings.files().writeAheadLog());
    if (logReadAnew) {
      leftover.checkReadAnew(connection);
    }
    leftover.makeDurable(connection);
    this.index = new HotIndex(settings.unpackedStreams(), settings.producerBytes());
    this.writer = Writer.on(connection);
    this.reads = new ReadPool(file, settings.readConnections());
    this.commitReads = new ReadPool(file, 1);
    this.censusReads = new ReadPool(file, 1);
    this.log =
        new HotIndexLoader(connection, Connections.dsl(connection), writer.hotStreams(), index)
            .load();
  }

  /**
   * Opens the database.
   *
   * @param logReadAnew whether it must not be opened unless SQLite takes nothing of the write-ahead
   *     log for moved
   */
  static Session open(SessionSettings settings, boolean logReadAnew) throws SQLException {
    createIfMissing(settings.files().file());
    Connection keeper = Connections.keeper(settings.files().file());
    try {
      Connection writer = Connections.writer(settings.files().file(), !settings.replica());
      try {
        return new Session(settings, keeper, writer, logReadAnew);
      } catch (SQLException | RuntimeException e) {
        writer.close();
        throw e;
      }
    } catch (SQLException | RuntimeException e) {
      keeper.close();
      throw e;
    }
  }

  private static void createIfMissing(Path file) throws SQLException {
    try {
      PrivateFiles.createFileIfMissing(file);
      if (Files.size(file) == 0) {
        Connections.create(file);
      }
    } catch (IOException e) {
      throw new SQLException(file + " cannot be created: " + e.getMessage(), e);
    }
  }

  /** The connection that commits; only for the thread that holds the right to. */
  public Connection writer() {
    return writer.connection();
  }

  /** Queries on {@link #writer()}, for what is written seldom. */
  public DSLContext dsl() {
    return Connections.dsl(writer.connection());
  }

  LogAppender appender() {
    return writer.appender();
  }

  HotLogTrimmer trimmer() {
    return writer.trimmer();
  }

  ChangeWriter changes() {
    return writer.changes();
  }

  TailLookup tails() {
    return writer.tails();
  }

  HotStreamLoader hotStreams() {
    return writer.hotStreams();
  }

  public ReadPool reads() {
    return reads;
  }

  /** The connection that the committing thread reads with; it waits for no other reader. */
  public ReadPool commitReads() {
    return commitReads;
  }

  /** The connection that counts rows, which can take seconds. */
  public ReadPool censusReads() {
    return censusReads;
  }

  public HotIndex index() {
    return index;
  }

  public LogState log() {
    return log;
  }

  /** This session; reads as a piece of work that only wants it open. */
  Session self() {
    return this;
  }

  /** Moves what an earlier process left in the write-ahead log, unless that was done. */
  void moveLeftover() throws SQLException {
    leftover.move(writer.connection());
  }

  public void begin() throws SQLException {
    progress = Progress.BEGUN;
    writer.begin().execute();
  }

  public void commit() throws SQLException {
    progress = Progress.COMMITTING;
    writer.commit().execute();
    progress = Progress.COMMITTED;
  }

  /** Undoes everything since {@link #begin}. */
  void rollback() throws SQLException {
    writer.appender().clear();
    try (var rollback = writer.connection().createStatement()) {
      rollback.execute("ROLLBACK");
    }
    progress = Progress.NONE;
  }

  /**
   * Undoes everything since {@link #begin} after a failure. The driver gives up a statement that
   * failed, so the connection is opened again, which rolls back as well; no other is.
   */
  void recover() throws SQLException {
    writer.connection().close();
    writer = Writer.on(Connections.writer(file, forced));
    progress = Progress.NONE;
  }

  Progress progress() {
    return progress;
  }

  /** The transaction at hand is over, in the file and in memory. */
  void finish() {
    progress = Progress.NONE;
  }

  /** Commits a change that means nothing, in place of a commit that failed half-way. */
  void overwriteFailedCommit() throws SQLException {
    try {
      begin();
      writer.changes().outbox().commitFailed();
      commit();
    } catch (SQLException e) {
      recover();
      throw e;
    }
    finish();
  }

  /** Makes a segment floor durable. The floor of a replica is that of all others. */
  void raiseFloor(long floor) throws SQLException {
    try {
      begin();
      writer.changes().outbox().segmentFloor(floor);
      leaveLog();
      commit();
      forceLog();
    } catch (SQLException e) {
      recover();
      throw e;
    }
    log.replica(false);
    finish();
  }

  /** Writes the progress of the commit log, in the transaction at hand. */
  public void progress(byte[] progress) throws SQLException {
    writer.changes().outbox().progress(progress);
  }

  /** Removes the progress of a commit log, if there is any, in the transaction at hand. */
  public void leaveLog() throws SQLException {
    if (log.isReplica()) {
      writer.changes().outbox().progress(null);
    }
  }

  /** Forces the write-ahead log to the disk, where commits do not. */
  public void forceLog() throws SQLException {
    leftover.force();
  }

  /**
   * Ends the reads first, so that the connection that commits is the last one and moves and removes
   * the write-ahead log.
   *
   * @param keepLog leaves the log as it is instead, for SQLite to read anew
   */
  void close(boolean keepLog) throws SQLException {
    try (Connection last = keepLog ? keeper : writer.connection();
        Connection other = keepLog ? writer.connection() : keeper) {
      reads.close();
      commitReads.close();
      censusReads.close();
    }
  }
}
