package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.Kept.NUMBER;
import static durablestreams.adapters.sqlite.Kept.SQL;
import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;

import durablestreams.domain.stream.StreamKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Deletes rows of the hot log, with statements that are prepared once. */
final class LogTrimmer implements AutoCloseable {

  /** Bytes of a row besides its payload, about. */
  static final int ROW_BYTES = 48;

  /** Bytes after which a piece of work ends; large rows are many pages each. */
  private static final long MAX_BYTES = 8L << 20;

  private static final Condition RANGE = HOT_LOG.ENTRY.between(NUMBER, NUMBER);
  private static final String LIST =
      SQL.select(HOT_LOG.ENTRY, HOT_LOG.STREAM_KEY, HOT_LOG.PAYLOAD_BYTES)
          .from(HOT_LOG)
          .where(RANGE)
          .orderBy(HOT_LOG.ENTRY)
          .getSQL();
  private static final String SUM =
      SQL.select(DSL.count(), DSL.sum(HOT_LOG.PAYLOAD_BYTES)).from(HOT_LOG).where(RANGE).getSQL();
  private static final String DELETE = SQL.deleteFrom(HOT_LOG).where(RANGE).getSQL();

  private final PreparedStatement list;
  private final PreparedStatement sum;
  private final PreparedStatement delete;

  LogTrimmer(Connection connection) throws SQLException {
    list = connection.prepareStatement(LIST);
    sum = connection.prepareStatement(SUM);
    delete = connection.prepareStatement(DELETE);
  }

  /** Tells which rows stay. */
  interface Needed {
    boolean test(StreamKey key, long entry);
  }

  /**
   * What went.
   *
   * @param bytes in the log, about
   * @param end the first entry that was not looked at
   */
  record Removed(long bytes, long end) {}

  /** Deletes the rows from {@code first} to before {@code end}, or fewer if they are large. */
  Removed removeAll(long first, long end) throws SQLException {
    long reached = end;
    long bytes = bytes(first, reached - 1);
    while (bytes > MAX_BYTES && reached - first > 1) {
      reached = first + (reached - first) / 2;
      bytes = bytes(first, reached - 1);
    }
    delete(first, reached - 1);
    delete.executeBatch();
    return new Removed(bytes, reached);
  }

  private long bytes(long first, long last) throws SQLException {
    setRange(sum, first, last);
    try (ResultSet row = sum.executeQuery()) {
      row.next();
      return row.getLong(1) * ROW_BYTES + row.getLong(2);
    }
  }

  /** Deletes the rows from {@code first} to before {@code end} that nobody needs, in runs. */
  Removed remove(long first, long end, Needed needed) throws SQLException {
    long bytes = 0;
    long runStart = first;
    boolean inRun = false;
    long reached = end;
    setRange(list, first, end - 1);
    try (ResultSet row = list.executeQuery()) {
      while (row.next()) {
        long entry = row.getLong(1);
        if (bytes >= MAX_BYTES) {
          reached = entry;
          break;
        }
        if (needed.test(new StreamKey(row.getLong(2)), entry)) {
          if (inRun) {
            delete(runStart, entry - 1);
          }
          inRun = false;
          runStart = entry + 1;
        } else {
          inRun = true;
          bytes += row.getLong(3) + ROW_BYTES;
        }
      }
    }
    if (inRun) {
      delete(runStart, reached - 1);
    }
    delete.executeBatch();
    return new Removed(bytes, reached);
  }

  private void delete(long first, long last) throws SQLException {
    setRange(delete, first, last);
    delete.addBatch();
  }

  private static void setRange(PreparedStatement statement, long first, long last)
      throws SQLException {
    statement.setLong(1, first);
    statement.setLong(2, last);
  }

  @Override
  public void close() throws SQLException {
    list.close();
    sum.close();
    delete.close();
  }
}
