package durablestreams.adapters.sqlite.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A statement of jOOQ's, with its names and types, that is prepared once and run by hand. What a
 * commit does often is done like this: running a query of jOOQ's from scratch costs ten times as
 * much as SQLite's part of it.
 */
public final class PreparedSql implements AutoCloseable {

  /** Builds statements that belong to no connection yet. */
  public static final DSLContext SQL = DSL.using(SQLDialect.SQLITE);

  /** Stands for a number that is given later. */
  public static final Long NUMBER = 0L;

  /** Stands for a text that is given later. */
  public static final String TEXT = "";

  /** Stands for bytes that are given later. */
  public static final byte[] BYTES = {};

  private final PreparedStatement statement;

  public PreparedSql(Connection connection, Query query) throws SQLException {
    statement = connection.prepareStatement(query.getSQL());
  }

  /**
   * Runs the statement.
   *
   * @param values for its placeholders, in their order
   * @return how many rows it changed
   */
  public int run(@Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
