package durablestreams.adapters.sqlite;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The database of a data folder, looked at and changed behind the server's back. */
final class DatabaseFile {

  private DatabaseFile() {}

  static java.sql.Connection connect(Path folder) throws SQLException {
    return DriverManager.getConnection(url(folder));
  }

  static void execute(Path folder, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url(folder));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** How many rows the hot log has. */
  static long logRows(Path folder) throws SQLException {
    try (var connection = DriverManager.getConnection(url(folder));
        var statement = connection.createStatement();
        var count = statement.executeQuery("SELECT count(*) FROM hot_log")) {
      count.next();
      return count.getLong(1);
    }
  }

  private static String url(Path folder) {
    return "jdbc:sqlite:" + folder.resolve("streams.db");
  }
}
