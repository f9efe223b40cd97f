package durablestreams.adapters.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.DSLContext;

/**
 * Open connections to the database, and everything that memory holds of it. It survives failed
 * commits; only when memory and file may differ does a new session take its place.
 */
final class Session {

  private final Connection writer;
  private final DSLContext dsl;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final LogAppender appender;
  private final LogTrimmer trimmer;
  private final TailLookup tails;
  private final ChangeWriter changes;
  private final ReadPool reads;
  private final ReadPool commitReads;
  private final ReadPool censusReads;
  private final HotIndex index = new HotIndex();
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

  private Session(SqliteSettings settings, Connection writer) throws SQLException {
    this.writer = writer;
    Schema.migrate(writer, settings.file());
    this.leftover = new LeftoverLog(writer, settings.writeAheadLog());
    leftover.makeDurable();
    this.dsl = Connections.dsl(writer);
    this.begin = writer.prepareStatement("BEGIN IMMEDIATE");
    this.commit = writer.prepareStatement("COMMIT");
    this.appender = new LogAppender(writer);
    this.trimmer = new LogTrimmer(writer);
    this.tails = new TailLookup(writer);
    this.changes = new ChangeWriter(writer, tails);
    this.reads = new ReadPool(settings.file(), settings.readConnections());
    this.commitReads = new ReadPool(settings.file(), 1);
    this.censusReads = new ReadPool(settings.file(), 1);
    this.log = new HotIndexLoader(writer, dsl, tails, index).load();
  }

  static Session open(SqliteSettings settings) throws SQLException {
    Connection writer = Connections.writer(settings.file());
    try {
      return new Session(settings, writer);
    } catch (SQLException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** The connection that commits; only for the thread that holds the right to. */
  Connection writer() {
    return writer;
  }

  /** Queries on {@link #writer}. */
  DSLContext dsl() {
    return dsl;
  }

  LogAppender appender() {
    return appender;
  }

  LogTrimmer trimmer() {
    return trimmer;
  }

  ChangeWriter changes() {
    return changes;
  }

  TailLookup tails() {
    return tails;
  }

  ReadPool reads() {
    return reads;
  }

  /** The connection that the committing thread reads with; it waits for no other reader. */
  ReadPool commitReads() {
    return commitReads;
  }

  /** The connection that counts rows, which can take seconds. */
  ReadPool censusReads() {
    return censusReads;
  }

  HotIndex index() {
    return index;
  }

  LogState log() {
    return log;
  }

  /** This session; reads as a piece of work that only wants it open. */
  Session self() {
    return this;
  }

  LeftoverLog leftover() {
    return leftover;
  }

  void begin() throws SQLException {
    progress = Progress.BEGUN;
    begin.execute();
  }

  void commit() throws SQLException {
    progress = Progress.COMMITTING;
    commit.execute();
    progress = Progress.COMMITTED;
  }

  /** Undoes everything since {@link #begin}; does nothing if SQLite has done so already. */
  void rollback() throws SQLException {
    appender.clear();
    trimmer.clear();
    if (progress != Progress.NONE) {
      try (var rollback = writer.createStatement()) {
        rollback.execute("ROLLBACK");
      } catch (SQLException e) {
        if (!Failures.isOutsideTransaction(e)) {
          throw e;
        }
      }
    }
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
    begin();
    try {
      changes.outbox().commitFailed();
      commit();
    } catch (SQLException e) {
      rollback();
      throw e;
    }
    finish();
  }

  /** Ends the reads first, so that the last connection tidies the write-ahead log away. */
  void close() throws SQLException {
    try (var open = writer) {
      reads.close();
      commitReads.close();
      censusReads.close();
    }
  }
}
