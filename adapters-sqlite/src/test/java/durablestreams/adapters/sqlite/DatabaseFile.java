package durablestreams.adapters.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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
    return number(folder, "SELECT count(*) FROM hot_log");
  }

  /** The number that a query finds. */
  static long number(Path folder, String query) throws SQLException {
    try (var connection = DriverManager.getConnection(url(folder));
        var statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1);
    }
  }

  /** Flips a bit of every copy of {@code text} in the file of a store that is closed. */
  static void damage(Path folder, String text) throws IOException {
    Path file = folder.resolve("streams.db");
    String bytes = Files.readString(file, ISO_8859_1);
    assertThat(bytes).contains(text);
    String flipped = (char) (text.charAt(0) ^ 1) + text.substring(1);
    Files.writeString(file, bytes.replace(text, flipped), ISO_8859_1);
  }

  private static String url(Path folder) {
    return "jdbc:sqlite:" + folder.resolve("streams.db");
  }
}
