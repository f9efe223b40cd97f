package durablestreams.adapters.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.DSLContext;

/**
 * An open database with everything that memory holds of it. After a failure nothing of it is
 * trusted any more, and a new one takes its place.
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

  private Session(SqliteSettings settings, Connection writer) throws SQLException {
    this.writer = writer;
    Schema.migrate(writer, settings.file());
    // What a process that was killed had written, but not yet forced to the disk, is read from the
    // write-ahead log like all else. A checkpoint forces it before anybody is told of it.
    Connections.pragma(writer, "wal_checkpoint(TRUNCATE)");
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

  void begin() throws SQLException {
    begin.execute();
  }

  void commit() throws SQLException {
    commit.execute();
  }

  void rollback() throws SQLException {
    try (var rollback = writer.createStatement()) {
      rollback.execute("ROLLBACK");
    }
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
