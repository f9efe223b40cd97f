package durablestreams.adapters.sqlite.subscription;

import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.adapters.sqlite.session.Session;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** Transaction that makes changes of subscriptions durable; it prepares what it needs. */
public final class SubscriptionTransaction {

  /** The statements, which are built once. */
  private enum Statement {
    SAVE(SubscriptionTables::save),
    LINK(SubscriptionTables::saveLink),
    UNLINK(SubscriptionTables::removeLink),
    UNLINK_ALL(SubscriptionTables::removeLinks),
    REMOVE(SubscriptionTables::remove),
    BURY(SubscriptionTables::bury),
    FORGET(SubscriptionTables::forget),
    SAVE_KEYS(SubscriptionTables::saveKeys);

    private final Query query;

    Statement(Supplier<Query> query) {
      this.query = query.get();
    }
  }

  private final Session session;
  private final Map<Statement, PreparedSql> prepared = new HashMap<>();

  public SubscriptionTransaction(Session session) {
    this.session = session;
  }

  /** Commits changes that do not come from a commit log. */
  public void run(List<SubscriptionChange> changes) throws SQLException {
    session.begin();
    write(changes);
    session.leaveLog();
    session.commit();
    session.log().replica(false);
  }

  /** Writes changes in the transaction at hand. */
  public void write(List<SubscriptionChange> changes) throws SQLException {
    try {
      for (SubscriptionChange change : changes) {
        apply(change);
      }
    } finally {
      for (PreparedSql statement : prepared.values()) {
        statement.close();
      }
    }
  }

  private void apply(SubscriptionChange change) throws SQLException {
    switch (change) {
      case SubscriptionChange.Saved(Subscription subscription) ->
          execute(Statement.SAVE, SubscriptionTables.values(subscription));
      case SubscriptionChange.Linked(SubscriptionId id, StreamLink link, boolean added) ->
          execute(Statement.LINK, SubscriptionTables.values(id, link));
      case SubscriptionChange.Unlinked(SubscriptionId id, StreamPath path) ->
          execute(Statement.UNLINK, id.value(), path.value());
      case SubscriptionChange.Deleted(SubscriptionId id, long generation, Instant at) -> {
        execute(Statement.UNLINK_ALL, id.value());
        execute(Statement.REMOVE, id.value());
        execute(Statement.BURY, id.value(), generation, Millis.of(at));
      }
      case SubscriptionChange.TombstonesForgotten(Instant before) ->
          execute(Statement.FORGET, Millis.of(before));
      case SubscriptionChange.KeysChanged(String sealed) ->
          execute(Statement.SAVE_KEYS, 0L, sealed);
    }
  }

  private void execute(Statement statement, @Nullable Object... values) throws SQLException {
    PreparedSql sql = prepared.get(statement);
    if (sql == null) {
      sql = new PreparedSql(session.writer(), statement.query);
      prepared.put(statement, sql);
    }
    sql.run(values);
  }
}
