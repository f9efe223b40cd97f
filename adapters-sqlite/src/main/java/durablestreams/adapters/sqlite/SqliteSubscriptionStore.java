package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.DELETED_SUBSCRIPTIONS;
import static durablestreams.adapters.sqlite.generated.Tables.SUBSCRIPTIONS;
import static durablestreams.adapters.sqlite.generated.Tables.SUBSCRIPTION_KEYS;
import static durablestreams.adapters.sqlite.generated.Tables.SUBSCRIPTION_LINKS;

import durablestreams.adapters.sqlite.subscription.LinkQueries;
import durablestreams.adapters.sqlite.subscription.SubscriptionTables;
import durablestreams.adapters.sqlite.subscription.SubscriptionTransaction;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.List;
import java.util.Optional;

/**
 * Subscriptions in tables of a {@link SqliteDatabase}. They are committed in transactions of their
 * own, between those of streams, on the same connection: one file is backed up, and one place
 * decides what a failed commit means.
 */
public final class SqliteSubscriptionStore implements SubscriptionStore {

  /** About the pages of the write-ahead log that a change takes: a leaf and its index. */
  private static final int PAGES_PER_CHANGE = 2;

  private final SqliteDatabase database;

  public SqliteSubscriptionStore(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public List<Subscription> all() {
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectFrom(SUBSCRIPTIONS)
            .orderBy(SUBSCRIPTIONS.ID)
            .fetch(SubscriptionTables::subscriptionOf));
  }

  @Override
  public long lastGeneration(SubscriptionId id) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(DELETED_SUBSCRIPTIONS.GENERATION)
            .from(DELETED_SUBSCRIPTIONS)
            .where(DELETED_SUBSCRIPTIONS.ID.eq(id.value()))
            .fetchOptional(DELETED_SUBSCRIPTIONS.GENERATION)
            .orElse(0L));
  }

  @Override
  public Optional<StreamLink> link(SubscriptionId id, StreamPath path) {
    return database.read((connection, index) -> LinkQueries.one(connection, id, path)).stream()
        .findFirst();
  }

  @Override
  public List<StreamLink> linksAfter(SubscriptionId id, String after, int limit) {
    return database.read((connection, index) -> LinkQueries.after(connection, id, after, limit));
  }

  @Override
  public int countLinks(SubscriptionId id) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .fetchCount(SUBSCRIPTION_LINKS, SUBSCRIPTION_LINKS.SUBSCRIPTION_ID.eq(id.value())));
  }

  @Override
  public List<SubscriptionId> linkedTo(StreamPath path) {
    return database.read((connection, index) -> LinkQueries.linkedTo(connection, path));
  }

  @Override
  public List<StreamPath> explicitPathsAfter(String after, int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectDistinct(SUBSCRIPTION_LINKS.PATH)
            .from(SUBSCRIPTION_LINKS)
            .where(SUBSCRIPTION_LINKS.PATH.gt(after))
            .and(SUBSCRIPTION_LINKS.EXPLICIT.eq(1L))
            .orderBy(SUBSCRIPTION_LINKS.PATH)
            .limit(limit)
            .fetch(row -> new StreamPath(row.value1())));
  }

  @Override
  public Optional<String> sealedKeys() {
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(SUBSCRIPTION_KEYS.SEALED)
            .from(SUBSCRIPTION_KEYS)
            .fetchOptional(SUBSCRIPTION_KEYS.SEALED));
  }

  @Override
  public void commit(List<SubscriptionChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    database.write(session -> {
      new SubscriptionTransaction(session).run(changes);
      database.written((long) PAGES_PER_CHANGE * changes.size());
      return true;
    });
  }
}
