package durablestreams.adapters.postgres;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Settings of a commit log on PostgreSQL.
 *
 * @param url JDBC URL; it may name several hosts, of which the primary is used
 * @param user empty to leave it to the URL
 * @param password empty to leave it to the URL
 * @param table name of the table
 * @param unsafe whether a server is accepted that has no synchronous standby or does not force what
 *     it commits to its disk
 * @param timeout how long an answer of the server may take; at least a second
 * @param maxRecordBytes size of the largest record
 */
public record PostgresLogSettings(
    String url,
    String user,
    String password,
    String table,
    boolean unsafe,
    Duration timeout,
    int maxRecordBytes) {

  public static final String DEFAULT_TABLE = "durable_streams_log";
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  public static final int DEFAULT_RECORD_BYTES = 4 << 20;

  private static final String SCHEME = "jdbc:postgresql:";
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,47}");

  public PostgresLogSettings {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "the URL of a commit log on PostgreSQL begins with " + SCHEME + ", not " + scheme(url));
    }
    if (!NAME.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "the table of a commit log has 1 to 48 of a-z, 0-9 and _, and does not begin with a digit");
    }
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("the timeout of a commit log is a second at least");
    }
  }

  /** What may be said of a URL that is not one: it may contain a password. */
  private static String scheme(String url) {
    int end = url.indexOf("//");
    return end < 0 ? "what was given" : url.substring(0, end);
  }

  public static PostgresLogSettings of(String url) {
    return new PostgresLogSettings(
        url, "", "", DEFAULT_TABLE, false, DEFAULT_TIMEOUT, DEFAULT_RECORD_BYTES);
  }

  public PostgresLogSettings withUser(String newUser, String newPassword) {
    return new PostgresLogSettings(
        url, newUser, newPassword, table, unsafe, timeout, maxRecordBytes);
  }

  public PostgresLogSettings withTable(String newTable) {
    return new PostgresLogSettings(url, user, password, newTable, unsafe, timeout, maxRecordBytes);
  }

  /** Without demands on how safe the server is. */
  public PostgresLogSettings asUnsafe() {
    return new PostgresLogSettings(url, user, password, table, true, timeout, maxRecordBytes);
  }
}
