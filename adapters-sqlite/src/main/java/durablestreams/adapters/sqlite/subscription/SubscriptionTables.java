package durablestreams.adapters.sqlite.subscription;

import static durablestreams.adapters.sqlite.generated.Tables.DELETED_SUBSCRIPTIONS;
import static durablestreams.adapters.sqlite.generated.Tables.SUBSCRIPTIONS;
import static durablestreams.adapters.sqlite.generated.Tables.SUBSCRIPTION_KEYS;
import static durablestreams.adapters.sqlite.generated.Tables.SUBSCRIPTION_LINKS;

import durablestreams.adapters.sqlite.generated.tables.records.SubscriptionsRecord;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.adapters.sqlite.schema.StreamTable;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.time.Instant;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** The rows of subscriptions as what they mean, and the statements that write them. */
public final class SubscriptionTables {

  private static final long YES = 1;
  private static final long NO = 0;

  private SubscriptionTables() {}

  public static Subscription subscriptionOf(SubscriptionsRecord row) {
    String url = row.getWebhookUrl();
    Delivery delivery =
        url == null
            ? new Delivery.PullWake(new StreamPath(row.getWakeStream()))
            : new Delivery.Webhook(url);
    String pattern = row.getPattern();
    return new Subscription(
        new SubscriptionId(row.getId()),
        row.getIncarnation(),
        new SubscriptionConfig(
            delivery,
            pattern == null ? null : PathGlob.of(pattern),
            Duration.ofMillis(row.getLeaseMillis()),
            row.getDescription(),
            row.getFingerprint()),
        Instant.ofEpochMilli(row.getCreatedAt()),
        row.getStreamsBefore(),
        StreamScope.parse(row.getScope()),
        stateOf(row));
  }

  private static WakeState stateOf(SubscriptionsRecord row) {
    long generation = row.getGeneration();
    String wakeId = row.getWakeId();
    String holder = row.getHolder();
    Long dueAt = row.getDueAt();
    Instant due = dueAt == null ? Instant.MAX : Instant.ofEpochMilli(dueAt);
    if (wakeId == null) {
      return new WakeState.Idle(generation);
    }
    return holder == null
        ? new WakeState.Waking(generation, wakeId, row.getAttempts().intValue(), due)
        : new WakeState.Leased(generation, wakeId, holder, due);
  }

  /** Writes a subscription; the values are those of {@link #values(Subscription)}. */
  static Query save() {
    return PreparedSql.SQL
        .insertInto(SUBSCRIPTIONS)
        .columns(SUBSCRIPTIONS.fields())
        .values(new Object[SUBSCRIPTIONS.fields().length])
        .onDuplicateKeyUpdate()
        .setAllToExcluded();
  }

  /** Writes the keys; the values are 0 and the keys. */
  static Query saveKeys() {
    return PreparedSql.SQL
        .insertInto(SUBSCRIPTION_KEYS)
        .columns(SUBSCRIPTION_KEYS.ID, SUBSCRIPTION_KEYS.SEALED)
        .values(PreparedSql.NUMBER, PreparedSql.TEXT)
        .onDuplicateKeyUpdate()
        .setAllToExcluded();
  }

  /** Forgets tombstones of before the milliseconds that are given. */
  static Query forget() {
    return PreparedSql.SQL
        .deleteFrom(DELETED_SUBSCRIPTIONS)
        .where(DELETED_SUBSCRIPTIONS.DELETED_AT.lt(PreparedSql.NUMBER));
  }

  static @Nullable Object[] values(Subscription subscription) {
    SubscriptionConfig config = subscription.config();
    PathGlob pattern = config.pattern();
    WakeState state = subscription.state();
    return new @Nullable Object[] {
      subscription.id().value(),
      subscription.incarnation(),
      config.fingerprint(),
      config.delivery() instanceof Delivery.Webhook(String url) ? url : null,
      config.delivery() instanceof Delivery.PullWake(StreamPath stream) ? stream.value() : null,
      pattern == null ? null : pattern.text(),
      config.lease().toMillis(),
      config.description(),
      Millis.of(subscription.createdAt()),
      subscription.streamsBefore(),
      subscription.scope().text(),
      state.generation(),
      wakeId(state),
      state instanceof WakeState.Leased leased ? leased.holder() : null,
      state instanceof WakeState.Waking waking ? (long) waking.attempts() : 0L,
      due(state)
    };
  }

  private static @Nullable String wakeId(WakeState state) {
    return switch (state) {
      case WakeState.Idle ignored -> null;
      case WakeState.Waking waking -> waking.wakeId();
      case WakeState.Leased leased -> leased.wakeId();
    };
  }

  private static @Nullable Long due(WakeState state) {
    Instant due =
        switch (state) {
          case WakeState.Idle ignored -> Instant.MAX;
          case WakeState.Waking waking -> waking.due();
          case WakeState.Leased leased -> leased.until();
        };
    return due.equals(Instant.MAX) ? null : Millis.roundedUp(due);
  }

  /** Writes a link; the values are those of {@link #values(SubscriptionId, StreamLink)}. */
  static Query saveLink() {
    return PreparedSql.SQL
        .insertInto(SUBSCRIPTION_LINKS)
        .columns(SUBSCRIPTION_LINKS.fields())
        .values(new Object[SUBSCRIPTION_LINKS.fields().length])
        .onDuplicateKeyUpdate()
        .setAllToExcluded();
  }

  static Object[] values(SubscriptionId id, StreamLink link) {
    return new Object[] {
      id.value(),
      link.path().value(),
      link.streamKey(),
      link.acked().segment(),
      StreamTable.within(link.acked()),
      link.explicit() ? YES : NO,
      link.glob() ? YES : NO
    };
  }

  static Query removeLink() {
    return PreparedSql.SQL
        .deleteFrom(SUBSCRIPTION_LINKS)
        .where(SUBSCRIPTION_LINKS.SUBSCRIPTION_ID.eq(PreparedSql.TEXT))
        .and(SUBSCRIPTION_LINKS.PATH.eq(PreparedSql.TEXT));
  }

  static Query removeLinks() {
    return PreparedSql.SQL
        .deleteFrom(SUBSCRIPTION_LINKS)
        .where(SUBSCRIPTION_LINKS.SUBSCRIPTION_ID.eq(PreparedSql.TEXT));
  }

  static Query remove() {
    return PreparedSql.SQL.deleteFrom(SUBSCRIPTIONS).where(SUBSCRIPTIONS.ID.eq(PreparedSql.TEXT));
  }

  /** Writes a tombstone: id, generation, time. */
  static Query bury() {
    return PreparedSql.SQL
        .insertInto(DELETED_SUBSCRIPTIONS)
        .columns(
            DELETED_SUBSCRIPTIONS.ID,
            DELETED_SUBSCRIPTIONS.GENERATION,
            DELETED_SUBSCRIPTIONS.DELETED_AT)
        .values(PreparedSql.TEXT, PreparedSql.NUMBER, PreparedSql.NUMBER)
        .onDuplicateKeyUpdate()
        .setAllToExcluded();
  }
}
