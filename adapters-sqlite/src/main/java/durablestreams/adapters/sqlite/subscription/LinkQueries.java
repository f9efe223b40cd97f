package durablestreams.adapters.sqlite.subscription;

import static durablestreams.adapters.sqlite.generated.Tables.SUBSCRIPTION_LINKS;

import durablestreams.adapters.sqlite.read.ReadConnection;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.adapters.sqlite.schema.StreamTable;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.SubscriptionId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;

/**
 * Queries of links, which every append to a linked stream leads to. They are prepared once for each
 * connection and run by hand, at a fifth of the cost of a query that is built each time.
 */
public final class LinkQueries {

  private static final Condition OF_SUBSCRIPTION =
      SUBSCRIPTION_LINKS.SUBSCRIPTION_ID.eq(PreparedSql.TEXT);

  private static final String ONE = links(SUBSCRIPTION_LINKS.PATH.eq(PreparedSql.TEXT));
  private static final String AFTER = links(SUBSCRIPTION_LINKS.PATH.gt(PreparedSql.TEXT));

  private static final String LINKED_TO =
      PreparedSql.SQL
          .select(SUBSCRIPTION_LINKS.SUBSCRIPTION_ID)
          .from(SUBSCRIPTION_LINKS)
          .where(SUBSCRIPTION_LINKS.PATH.eq(PreparedSql.TEXT))
          .orderBy(SUBSCRIPTION_LINKS.SUBSCRIPTION_ID)
          .getSQL();

  private LinkQueries() {}

  private static String links(Condition path) {
    return PreparedSql.SQL
        .select(
            SUBSCRIPTION_LINKS.PATH,
            SUBSCRIPTION_LINKS.STREAM_KEY,
            SUBSCRIPTION_LINKS.ACKED_SEGMENT,
            SUBSCRIPTION_LINKS.ACKED_WITHIN,
            SUBSCRIPTION_LINKS.EXPLICIT,
            SUBSCRIPTION_LINKS.GLOB)
        .from(SUBSCRIPTION_LINKS)
        .where(OF_SUBSCRIPTION)
        .and(path)
        .orderBy(SUBSCRIPTION_LINKS.PATH)
        .limit(PreparedSql.NUMBER)
        .getSQL();
  }

  /** The link to a stream, if there is one. */
  public static List<StreamLink> one(ReadConnection connection, SubscriptionId id, StreamPath path)
      throws SQLException {
    return links(connection.prepared(ONE), id, path.value(), 1);
  }

  /** Links with paths above {@code after}, in order. */
  public static List<StreamLink> after(
      ReadConnection connection, SubscriptionId id, String after, int limit) throws SQLException {
    return links(connection.prepared(AFTER), id, after, limit);
  }

  private static List<StreamLink> links(
      PreparedStatement statement, SubscriptionId id, String path, int limit) throws SQLException {
    statement.setString(1, id.value());
    statement.setString(2, path);
    statement.setInt(3, limit);
    List<StreamLink> links = new ArrayList<>(Math.min(limit, 16));
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        links.add(
            new StreamLink(
                new StreamPath(rows.getString(1)),
                rows.getLong(2),
                StreamTable.offset(rows.getLong(3), rows.getLong(4)),
                rows.getInt(5) != 0,
                rows.getInt(6) != 0));
      }
    }
    return links;
  }

  /** Subscriptions with a link to the stream, in order. */
  public static List<SubscriptionId> linkedTo(ReadConnection connection, StreamPath path)
      throws SQLException {
    PreparedStatement statement = connection.prepared(LINKED_TO);
    statement.setString(1, path.value());
    List<SubscriptionId> ids = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(new SubscriptionId(rows.getString(1)));
      }
    }
    return ids;
  }
}
