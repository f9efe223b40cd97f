package durablestreams.adapters.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteDataSource;

/** Opens connections to the database file, each set up for what it is for. */
final class Connections {

  /**
   * Bytes of a page of a new file. Rows of a stream lie between those of others, so reading them is
   * a page for each; twice the size would be half as fast, and only bodies of 64 KiB and more are
   * written faster with it.
   */
  static final int PAGE_BYTES = 4_096;

  /** After a checkpoint the write-ahead log shrinks to this size, in bytes. */
  private static final long LOG_SIZE_LIMIT = 32L << 20;

  private static final String WRITER_CACHE_KIB = "65536";
  private static final String READER_CACHE_KIB = "4096";

  private Connections() {}

  static SQLiteDataSource dataSource(Path file) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** A connection that commits; creates the file if there is none. */
  static Connection writer(Path file) throws SQLException {
    Connection connection = dataSource(file).getConnection();
    try {
      // The first two count only in a new file, and before the third.
      pragma(connection, "page_size = " + PAGE_BYTES);
      pragma(connection, "auto_vacuum = INCREMENTAL");
      pragma(connection, "journal_mode = WAL");
      pragma(connection, "synchronous = FULL");
      pragma(connection, "wal_autocheckpoint = 0");
      pragma(connection, "journal_size_limit = " + LOG_SIZE_LIMIT);
      pragma(connection, "cache_size = -" + WRITER_CACHE_KIB);
      pragma(connection, "temp_store = MEMORY");
      pragma(connection, "busy_timeout = 10000");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A connection that only reads. */
  static Connection reader(Path file) throws SQLException {
    Connection connection = dataSource(file).getConnection();
    try {
      pragma(connection, "cache_size = -" + READER_CACHE_KIB);
      pragma(connection, "temp_store = MEMORY");
      pragma(connection, "busy_timeout = 10000");
      pragma(connection, "query_only = ON");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A connection that moves the write-ahead log into the file. */
  static Connection checkpointer(Path file) throws SQLException {
    Connection connection = dataSource(file).getConnection();
    try {
      pragma(connection, "synchronous = FULL");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  static DSLContext dsl(Connection connection) {
    Settings settings =
        new Settings()
            .withExecuteLogging(false)
            .withFetchWarnings(false)
            .withRenderSchema(false)
            .withRenderCatalog(false);
    return DSL.using(connection, SQLDialect.SQLITE, settings);
  }

  /** Executes a pragma; its answer as a number, or 0 when it is none. */
  static long pragma(Connection connection, String pragma) throws SQLException {
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
  static void runPragma(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA " + pragma);
    }
  }
}
