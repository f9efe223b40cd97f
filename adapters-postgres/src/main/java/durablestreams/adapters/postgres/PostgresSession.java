package durablestreams.adapters.postgres;

import durablestreams.application.port.replication.LogUnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Session of one thread with the primary server, opened when it is needed and again after a
 * failure. Each new connection is checked: only a primary that forces its commits to disk and waits
 * for a synchronous standby is used, unless settings accept less.
 */
final class PostgresSession implements AutoCloseable {
  private static final int OLDEST_VERSION = 14;

  private final PostgresLogSettings settings;
  private final String name;
  private @Nullable Connection connection;

  /**
   * @param name as the server shows the session in its list
   */
  PostgresSession(PostgresLogSettings settings, String name) {
    this.settings = settings;
    this.name = name;
  }

  /**
   * The connection, a new one if there is none.
   *
   * @throws LogUnavailableException when the server cannot be reached or is not as it has to be
   */
  Connection connection() {
    Connection open = connection;
    if (open != null) {
      return open;
    }
    Connection opened = connect();
    try {
      opened.setAutoCommit(true);
      check(opened);
      prepare(opened);
    } catch (SQLException e) {
      closeQuietly(opened);
      throw unavailable("the commit log's server refused a session", e);
    } catch (LogUnavailableException e) {
      closeQuietly(opened);
      throw e;
    }
    connection = opened;
    return opened;
  }

  private Connection connect() {
    Properties properties = new Properties();
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("ApplicationName", name);
    properties.setProperty("tcpKeepAlive", "true");
    // What is known of a host is not kept for longer: a standby may be the primary a moment later.
    properties.setProperty("hostRecheckSeconds", "0");
    String seconds = Long.toString(settings.timeout().toSeconds());
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    if (!settings.user().isEmpty()) {
      properties.setProperty("user", settings.user());
    }
    if (!settings.password().isEmpty()) {
      properties.setProperty("password", settings.password());
    }
    try {
      return DriverManager.getConnection(settings.url(), properties);
    } catch (SQLException e) {
      throw unavailable("no primary server of the commit log can be reached", e);
    }
  }

  /** Never contains the URL, which may hold a password. */
  static LogUnavailableException unavailable(String what, SQLException e) {
    return new LogUnavailableException(what + ": " + firstLine(e), e);
  }

  static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private void check(Connection opened) throws SQLException {
    int version = opened.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST_VERSION) {
      throw new LogUnavailableException(
          "the commit log needs PostgreSQL %d or later, not %d".formatted(OLDEST_VERSION, version));
    }
    if (ask(opened, "SELECT pg_is_in_recovery()").equals("t")) {
      throw new LogUnavailableException("the commit log's server is a standby, not a primary");
    }
    checkStandbyAnswers(opened);
    if (settings.unsafe()) {
      return;
    }
    for (String mustBeOn : new String[] {"fsync", "full_page_writes"}) {
      if (!ask(opened, "SHOW " + mustBeOn).equals("on")) {
        throw new LogUnavailableException(
            "the commit log's server has %s off: what it commits does not survive a power cut"
                .formatted(mustBeOn));
      }
    }
    if (ask(opened, "SHOW synchronous_standby_names").isEmpty()) {
      throw new LogUnavailableException(
          "the commit log's server has no synchronous standby, so commits are lost with it: set"
              + " synchronous_standby_names");
    }
  }

  /**
   * A commit that waits for a standby goes on waiting when its client has given up. So while one of
   * this user does, no other is begun, which would use up the server's connections.
   */
  private void checkStandbyAnswers(Connection opened) throws SQLException {
    String waiting =
        ask(
            opened,
            """
            SELECT count(*) > 0 FROM pg_stat_activity
            WHERE usename = current_user AND wait_event = 'SyncRep'
              AND state_change < clock_timestamp() - interval '%d ms'
            """
                .formatted(settings.timeout().dividedBy(2).toMillis()));
    if (waiting.equals("t")) {
      throw new LogUnavailableException(
          "the commit log's server has commits that wait for its synchronous standby");
    }
  }

  /**
   * Settings of the session, and a commit that waits for the standby: all that was committed before
   * is there then, even what a server that was restarted had not sent yet.
   */
  private void prepare(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      statement.execute("SET synchronous_commit = on");
      // A statement that is cancelled while it waits for the standby is committed all the same.
      statement.execute("SET statement_timeout = 0");
      createTables(opened);
      statement.execute(
          "INSERT INTO %1$s_barrier AS b VALUES (true, 1) ON CONFLICT (one) DO UPDATE SET count = b.count + 1"
              .formatted(settings.table()));
      SQLWarning warning = statement.getWarnings();
      if (warning != null) {
        throw new LogUnavailableException(
            "the commit log's server does not wait for its standby: " + warning.getMessage());
      }
    }
  }

  /**
   * Creates the tables unless they are there. Nothing alters a table that is: that would wait for
   * each dump and query of it, and all reads and inserts would wait behind it.
   */
  private void createTables(Connection opened) throws SQLException {
    String table = settings.table();
    String missing =
        "SELECT to_regclass('%1$s') IS NULL OR to_regclass('%1$s_barrier') IS NULL"
            .formatted(table);
    if (ask(opened, missing).equals("f")) {
      return;
    }
    try (Statement statement = opened.createStatement()) {
      // Sessions that create a table at the same time would fail: one waits for the other, and then
      // reads the catalog, because what to_regclass said before may be cached.
      statement.execute(
          """
          DO $$
          BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('%1$s'));
            IF NOT EXISTS (
              SELECT 1 FROM pg_class WHERE relname = '%1$s' AND pg_table_is_visible(oid))
            THEN
              CREATE TABLE %1$s (
                number bigint PRIMARY KEY, checksum bigint NOT NULL, record bytea NOT NULL);
              ALTER TABLE %1$s ALTER COLUMN record SET STORAGE EXTERNAL;
            END IF;
            CREATE TABLE IF NOT EXISTS %1$s_barrier (
              one boolean PRIMARY KEY CHECK (one), count bigint NOT NULL);
          END $$
          """
              .formatted(table));
    }
  }

  private static String ask(Connection opened, String query) throws SQLException {
    try (Statement statement = opened.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  /** Closes the connection after a failure; the next use opens another one. */
  void reset() {
    Connection failed = connection;
    connection = null;
    if (failed != null) {
      closeQuietly(failed);
    }
  }

  private static void closeQuietly(Connection failed) {
    try {
      failed.close();
    } catch (SQLException e) {
      // It is not used any more.
    }
  }

  @Override
  public void close() {
    reset();
  }
}
