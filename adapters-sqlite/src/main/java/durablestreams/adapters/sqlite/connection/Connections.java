package durablestreams.adapters.sqlite.connection;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Factory of connections to the database file, each set up for its purpose. */
public final class Connections {

  /**
   * Bytes of a page of a new file. Rows of a stream lie between those of others, so reading them is
   * a page for each; twice the size would be half as fast, and only bodies of 64 KiB and more are
   * written faster with it.
   */
  public static final int PAGE_BYTES = 4_096;

  /** After a checkpoint the write-ahead log shrinks to this size, in bytes. */
  private static final long LOG_SIZE_LIMIT = 32L << 20;

  private static final String WRITER_CACHE_KIB = "65536";
  private static final String READER_CACHE_KIB = "4096";

  /** Milliseconds a read waits for a lock of another program, such as an operator's tool. */
  private static final String READER_BUSY_TIMEOUT = "busy_timeout = 10000";

  /** The same for a commit, during which all others wait. */
  private static final String WRITER_BUSY_TIMEOUT = "busy_timeout = 1000";

  /** The same for a checkpoint that cuts the log, during which no commit runs. */
  private static final String CHECKPOINTER_BUSY_TIMEOUT = "busy_timeout = 200";

  private Connections() {}

  public static SQLiteDataSource dataSource(Path file) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** Gives a new file what can only be chosen before there is anything in it. */
  public static void create(Path file) throws SQLException {
    open(file, "page_size = " + PAGE_BYTES, "auto_vacuum = INCREMENTAL", "journal_mode = WAL")
        .close();
  }

  /** A connection that commits. Opening it writes nothing, so that it works on a full disk. */
  public static Connection writer(Path file) throws SQLException {
    return writer(file, true);
  }

  /**
   * A connection that commits.
   *
   * @param forced whether a commit is on the disk before it returns; if not, a crash of the machine
   *     may lose the last commits, but none without all later ones
   */
  public static Connection writer(Path file, boolean forced) throws SQLException {
    return open(
        file,
        forced ? "synchronous = FULL" : "synchronous = NORMAL",
        "wal_autocheckpoint = 0",
        "journal_size_limit = " + LOG_SIZE_LIMIT,
        "cache_size = -" + WRITER_CACHE_KIB,
        "temp_store = MEMORY",
        WRITER_BUSY_TIMEOUT);
  }

  /** A connection that only reads. */
  public static Connection reader(Path file) throws SQLException {
    return open(
        file,
        "cache_size = -" + READER_CACHE_KIB,
        "temp_store = MEMORY",
        READER_BUSY_TIMEOUT,
        "query_only = ON");
  }

  /** A connection that moves the write-ahead log into the file. */
  static Connection checkpointer(Path file) throws SQLException {
    return open(file, "synchronous = FULL", "wal_autocheckpoint = 0", CHECKPOINTER_BUSY_TIMEOUT);
  }

  /**
   * A connection that keeps the write-ahead log in use. It cannot write, so that the log is neither
   * moved nor removed when it is closed last. It counts once it was {@link #touch touched}.
   */
  public static Connection keeper(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** Reads a number, so that the connection takes part in the write-ahead log. */
  public static void touch(Connection connection) throws SQLException {
    pragma(connection, "user_version");
  }

  /** Begins a transaction that reads what is committed now, until {@link #endReading}. */
  static void beginReading(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
    }
    try (Statement statement = connection.createStatement();
        ResultSet any = statement.executeQuery("SELECT count(*) FROM meta")) {
      any.next();
    }
  }

  static void endReading(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("COMMIT");
    }
  }

  private static Connection open(Path file, String... pragmas) throws SQLException {
    Connection connection = dataSource(file).getConnection();
    try {
      for (String pragma : pragmas) {
        pragma(connection, pragma);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  public static DSLContext dsl(Connection connection) {
    Settings settings =
        new Settings()
            .withExecuteLogging(false)
            .withFetchWarnings(false)
            .withRenderSchema(false)
            .withRenderCatalog(false);
    return DSL.using(connection, SQLDialect.SQLITE, settings);
  }

  /** Executes a pragma; its answer as a number, or 0 when it is none. */
  public static long pragma(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute("PRAGMA " + pragma)) {
        return 0;
      }
      try (ResultSet answer = statement.getResultSet()) {
        return answer.next() ? answer.getLong(1) : 0;
      }
    }
  }

  /** Executes a pragma that works in steps, all of them. */
  public static void runPragma(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA " + pragma);
    }
  }
}
