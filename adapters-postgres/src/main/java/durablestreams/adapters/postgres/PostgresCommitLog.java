package durablestreams.adapters.postgres;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;

/**
 * A commit log in a table of PostgreSQL. A record gets the number after that of the one it follows,
 * and is inserted only if that one is there with its checksum; two writers of one number find out
 * by the primary key. A commit with a warning counts as unknown, because the standby may not have
 * it.
 */
public final class PostgresCommitLog implements CommitLog {

  /** Rows that are looked at for one read. */
  private static final int ROWS = 1_000;

  /** How long a waiting reader does not notice that it was interrupted. */
  private static final Duration SLICE = Duration.ofMillis(200);

  /** Errors of a server that has refused the statement for certain. */
  private static final Set<String> REFUSALS =
      Set.of("22", "23", "25", "28", "40", "42", "53", "54");

  private final PostgresLogSettings settings;
  private final PostgresSession writing;
  private final PostgresSession reading;
  private final String insert;
  private final String select;
  private final String notifications;
  private boolean listening;
  private volatile String problem = "";

  public PostgresCommitLog(PostgresLogSettings settings) {
    this.settings = settings;
    this.writing = new PostgresSession(settings, "durable-streams writer");
    this.reading = new PostgresSession(settings, "durable-streams reader");
    this.notifications = settings.table() + "_added";
    this.insert =
        """
        WITH added AS (
          INSERT INTO %1$s (number, checksum, record)
          SELECT ?, ?, ?
          WHERE EXISTS (SELECT 1 FROM %1$s WHERE number = ? AND checksum = ?)
             OR (? = 0 AND NOT EXISTS (SELECT 1 FROM %1$s))
          RETURNING number)
        SELECT pg_notify('%2$s', '') FROM added
        """
            .formatted(settings.table(), notifications);
    this.select =
        """
        SELECT number, checksum, CASE WHEN number > ? THEN record END
        FROM (
          SELECT number, checksum, record,
            sum(CASE WHEN number > ? THEN octet_length(record) ELSE 0 END) OVER (ORDER BY number)
              - octet_length(record) AS before
          FROM %s WHERE number >= ? ORDER BY number LIMIT %d) AS next
        WHERE before < ?
        ORDER BY number
        """
            .formatted(settings.table(), ROWS);
  }

  @Override
  public LogAppend append(byte[] record, long checksum, LogPlace end) {
    if (record.length > settings.maxRecordBytes()) {
      return new LogAppend.NotAppended(
          "a record of %,d bytes is larger than %,d".formatted(record.length, maxRecordBytes()));
    }
    Connection connection;
    try {
      connection = writing.connection();
    } catch (LogUnavailableException e) {
      return notAppended(String.valueOf(e.getMessage()));
    }
    LogPlace place = new LogPlace(end.number() + 1, checksum);
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setLong(1, place.number());
      statement.setLong(2, place.checksum());
      statement.setBytes(3, record);
      statement.setLong(4, end.number());
      statement.setLong(5, end.checksum());
      statement.setLong(6, end.number());
      try (ResultSet added = statement.executeQuery()) {
        boolean inserted = added.next();
        SQLWarning warning = statement.getWarnings();
        if (warning != null) {
          return unknown(String.valueOf(warning.getMessage()));
        }
        problem = "";
        return inserted ? new LogAppend.Appended(place) : new LogAppend.Superseded();
      }
    } catch (SQLException e) {
      return failed(e);
    }
  }

  private LogAppend failed(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.equals(PSQLState.UNIQUE_VIOLATION.getState())) {
      return new LogAppend.Superseded();
    }
    writing.reset();
    boolean refused = state.length() == 5 && REFUSALS.contains(state.substring(0, 2));
    String reason = PostgresSession.firstLine(e);
    return refused ? notAppended(reason) : unknown(reason);
  }

  private LogAppend notAppended(String reason) {
    problem = reason;
    return new LogAppend.NotAppended(reason);
  }

  private LogAppend unknown(String reason) {
    problem = reason;
    return new LogAppend.Unknown(reason);
  }

  @Override
  public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      Connection connection = reading.connection();
      while (true) {
        if (wait.isPositive()) {
          listen(connection);
        }
        LogRead found = readNow(connection, after, maxBytes);
        problem = "";
        long left = deadline - System.nanoTime();
        boolean nothing = found instanceof LogRead.Records(var entries) && entries.isEmpty();
        if (!nothing || left <= 0) {
          return found;
        }
        awaitNotification(connection, deadline);
      }
    } catch (SQLException e) {
      throw unreadable(PostgresSession.unavailable("the commit log cannot be read", e));
    } catch (LogUnavailableException e) {
      throw unreadable(e);
    }
  }

  private LogUnavailableException unreadable(LogUnavailableException e)
      throws InterruptedException {
    reading.reset();
    listening = false;
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    problem = String.valueOf(e.getMessage());
    return e;
  }

  private void listen(Connection connection) throws SQLException {
    if (listening) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + notifications);
      listening = true;
    }
  }

  /** Returns when a record may have come, or at the deadline. */
  private static void awaitNotification(Connection connection, long deadline)
      throws SQLException, InterruptedException {
    PGConnection session = connection.unwrap(PGConnection.class);
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return;
      }
      // 0 would wait without end.
      var news = session.getNotifications((int) Math.min(left, SLICE.toMillis()));
      if (news != null && news.length > 0) {
        return;
      }
    }
  }

  private LogRead readNow(Connection connection, LogPlace after, int maxBytes) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setLong(1, after.number());
      statement.setLong(2, after.number());
      statement.setLong(3, after.number());
      statement.setLong(4, maxBytes);
      try (ResultSet rows = statement.executeQuery()) {
        return entries(rows, after);
      }
    }
  }

  private LogRead entries(ResultSet rows, LogPlace after) throws SQLException {
    List<LogRead.Entry> entries = new ArrayList<>();
    boolean found = after.number() == 0;
    while (rows.next()) {
      LogPlace place = new LogPlace(rows.getLong(1), rows.getLong(2));
      byte @Nullable [] record = rows.getBytes(3);
      if (record == null) {
        if (!place.equals(after)) {
          return diverged(after);
        }
        found = true;
      } else {
        entries.add(new LogRead.Entry(place, record));
      }
    }
    if (entries.isEmpty()) {
      return found ? new LogRead.Records(entries) : diverged(after);
    }
    boolean goesOn = found && entries.getFirst().place().number() == after.number() + 1;
    return goesOn ? new LogRead.Records(entries) : new LogRead.Trimmed();
  }

  private static LogRead diverged(LogPlace after) {
    return new LogRead.Diverged("there is no record at " + after);
  }

  @Override
  public void trim(LogPlace before) throws InterruptedException {
    try (PostgresSession session = new PostgresSession(settings, "durable-streams trim")) {
      removal(session).before(before);
    } catch (SQLException e) {
      throw PostgresSession.unavailable("the commit log cannot be trimmed", e);
    }
  }

  @Override
  public void clear() throws InterruptedException {
    try (PostgresSession session = new PostgresSession(settings, "durable-streams clear")) {
      removal(session).all();
    } catch (SQLException e) {
      throw PostgresSession.unavailable("the commit log cannot be cleared", e);
    }
  }

  private RowRemoval removal(PostgresSession session) {
    return new RowRemoval(session.connection(), settings.table(), settings.timeout());
  }

  @Override
  public int maxRecordBytes() {
    return settings.maxRecordBytes();
  }

  @Override
  public String problem() {
    return problem;
  }

  @Override
  public void close() {
    writing.close();
    reading.close();
  }
}
