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

/** Deletes rows of the hot log, with statements that are prepared once. */
final class LogTrimmer implements AutoCloseable {

  /** Bytes of a row besides its payload, about. */
  static final int ROW_BYTES = 48;

  private static final Condition RANGE = HOT_LOG.ENTRY.between(NUMBER, NUMBER);
  private static final String LIST =
      SQL.select(HOT_LOG.ENTRY, HOT_LOG.STREAM_KEY, HOT_LOG.PAYLOAD_BYTES)
          .from(HOT_LOG)
          .where(RANGE)
          .orderBy(HOT_LOG.ENTRY)
          .getSQL();
  private static final String DELETE = SQL.deleteFrom(HOT_LOG).where(RANGE).getSQL();

  private final PreparedStatement list;
  private final PreparedStatement delete;

  LogTrimmer(Connection connection) throws SQLException {
    list = connection.prepareStatement(LIST);
    delete = connection.prepareStatement(DELETE);
  }

  /** Tells which rows stay. */
  interface Needed {
    boolean test(StreamKey key, long entry);
  }

  /** How many rows went, and their bytes in the log, about. */
  record Removed(long rows, long bytes) {}

  /** Deletes the rows from {@code first} to {@code last} that nobody needs, in runs. */
  Removed remove(long first, long last, Needed needed) throws SQLException {
    long rows = 0;
    long bytes = 0;
    long runStart = first;
    boolean inRun = false;
    list.setLong(1, first);
    list.setLong(2, last);
    try (ResultSet row = list.executeQuery()) {
      while (row.next()) {
        long entry = row.getLong(1);
        if (needed.test(new StreamKey(row.getLong(2)), entry)) {
          if (inRun) {
            delete(runStart, entry - 1);
          }
          inRun = false;
          runStart = entry + 1;
        } else {
          inRun = true;
          rows++;
          bytes += row.getLong(3) + ROW_BYTES;
        }
      }
    }
    if (inRun) {
      delete(runStart, last);
    }
    delete.executeBatch();
    return new Removed(rows, bytes);
  }

  private void delete(long first, long last) throws SQLException {
    delete.setLong(1, first);
    delete.setLong(2, last);
    delete.addBatch();
  }

  @Override
  public void close() throws SQLException {
    list.close();
    delete.close();
  }
}
