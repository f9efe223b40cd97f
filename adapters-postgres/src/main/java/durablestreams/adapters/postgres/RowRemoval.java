package durablestreams.adapters.postgres;

import durablestreams.application.port.replication.LogPlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Removal of the first records of a log, in bounded pieces. The server ends a statement that takes
 * too long before the client gives it up, so that one that failed does not go on.
 */
final class RowRemoval {

  /** Rows of a piece at most. */
  private static final int ROWS = 1_000;

  /** Bytes of the records of a piece, but for the last one. */
  private static final long BYTES = 64L << 20;

  private final Connection connection;
  private final String table;
  private final Duration timeout;

  /**
   * @param timeout how long the client waits for an answer
   */
  RowRemoval(Connection connection, String table, Duration timeout) {
    this.connection = connection;
    this.table = table;
    this.timeout = timeout;
  }

  /**
   * Removes the records before this one, as long as it is there. A standby may get to know later:
   * after a failover, there are more records than were left.
   */
  void before(LogPlace place) throws SQLException, InterruptedException {
    set("synchronous_commit = local");
    String condition =
        "AND EXISTS (SELECT 1 FROM %s WHERE number = %d AND checksum = %d)"
            .formatted(table, place.number(), place.checksum());
    remove(place.number(), condition);
  }

  /** Removes all records. */
  void all() throws SQLException, InterruptedException {
    remove(Long.MAX_VALUE, "");
  }

  private void remove(long before, String condition) throws SQLException, InterruptedException {
    set("statement_timeout = " + timeout.dividedBy(2).toMillis());
    String next =
        """
        SELECT max(number) FROM (
          SELECT number,
            sum(octet_length(record)) OVER (ORDER BY number) - octet_length(record) AS before
          FROM %s WHERE number > ? AND number < ? ORDER BY number LIMIT %d) AS next
        WHERE before < %d
        """
            .formatted(table, ROWS, BYTES);
    String delete =
        "DELETE FROM %s WHERE number > ? AND number <= ? %s".formatted(table, condition);
    try (PreparedStatement finding = connection.prepareStatement(next);
        PreparedStatement deleting = connection.prepareStatement(delete)) {
      long removed = Long.MIN_VALUE;
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        finding.setLong(1, removed);
        finding.setLong(2, before);
        long last = last(finding);
        deleting.setLong(1, removed);
        deleting.setLong(2, last);
        if (last == 0 || deleting.executeUpdate() == 0) {
          return;
        }
        removed = last;
      }
    }
  }

  /** The last record of the next piece; 0 if there is none. */
  private static long last(PreparedStatement finding) throws SQLException {
    try (ResultSet row = finding.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void set(String setting) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET " + setting);
    }
  }
}
