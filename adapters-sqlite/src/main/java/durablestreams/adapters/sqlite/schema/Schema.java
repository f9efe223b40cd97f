package durablestreams.adapters.sqlite.schema;

import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.application.port.StoreFailedException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.logging.LogLevel;

/**
 * The layout of the tables, and how a file gets it.
 *
 * <p>The file itself says which version it has; the migrations, which take a good part of a second,
 * run only when that is an older one.
 */
public final class Schema {

  /** The version that the last migration sets. */
  public static final int VERSION = 1;

  private static final String MIGRATIONS = "classpath:durablestreams/adapters/sqlite/schema";

  private static final String HISTORY = "flyway_schema_history";
  private static final String[] TABLE = {"TABLE"};

  private Schema() {}

  /** Brings the file to {@link #VERSION}. */
  public static void migrate(Connection connection, Path file) throws SQLException {
    long version = Connections.pragma(connection, "user_version");
    if (version > VERSION) {
      throw new StoreFailedException(
          "%s has layout %d, and this server knows layouts up to %d: use a newer server"
              .formatted(file.toAbsolutePath(), version, VERSION));
    }
    if (version == VERSION) {
      return;
    }
    if (version == 0 && isForeign(connection)) {
      throw new StoreFailedException(
          file.toAbsolutePath() + " is a database of something else: choose another data folder");
    }
    try {
      LogFactory.setLogLevel(LogLevel.WARN);
      migrations(file).migrate();
    } catch (FlywayException e) {
      throw new StoreFailedException(
          file.toAbsolutePath() + " cannot be brought to layout " + VERSION, e);
    }
  }

  public static Flyway migrations(Path file) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(Connections.dataSource(file))
        .locations(MIGRATIONS)
        .failOnMissingLocations(true)
        .load();
  }

  /** Whether there are tables, and not ours with a migration that did not end. */
  private static boolean isForeign(Connection connection) throws SQLException {
    boolean any = false;
    try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", TABLE)) {
      while (tables.next()) {
        if (tables.getString("TABLE_NAME").equals(HISTORY)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }
}
