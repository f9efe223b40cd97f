package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionChange.Deleted;
import durablestreams.domain.subscription.SubscriptionChange.Saved;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of a server that takes over what another one changed in the store. */
class ReloadedSubscriptionsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SubscriptionId ID = new SubscriptionId("x");

  private final InMemorySubscriptionStore store = new InMemorySubscriptionStore(1 << 20);
  private final SubscriptionTable table =
      new SubscriptionTable(
          store, new SubscriptionLimits(10, 10, 10), InstantSource.fixed(NOW.plusSeconds(60)));

  @BeforeEach
  void create() {
    take(new Saved(subscription(1, "a/*", "wake/a")));
    assertThat(table.of(new StreamPath("a/1"))).containsExactly(ID);
    assertThat(table.isWakeStream(new StreamPath("wake/a"))).isTrue();
  }

  private void take(SubscriptionChange... changes) {
    store.commit(List.of(changes));
    table.reload();
  }

  private static Subscription subscription(long incarnation, String pattern, String wakeStream) {
    return new Subscription(
        ID,
        incarnation,
        new SubscriptionConfig(
            new Delivery.PullWake(new StreamPath(wakeStream)),
            PathGlob.of(pattern),
            Duration.ofSeconds(30),
            null,
            "fingerprint of " + pattern),
        NOW,
        0,
        StreamScope.ALL,
        new WakeState.Waking(incarnation, "w", 0, NOW));
  }

  @Test
  void aSubscriptionThatWasCreatedAgainIsFoundByItsPresentPatternOnly() {
    take(new Deleted(ID, 1, NOW), new Saved(subscription(2, "b/*", "wake/b")));
    assertThat(table.of(new StreamPath("a/1"))).isEmpty();
    assertThat(table.of(new StreamPath("b/1"))).containsExactly(ID);
    assertThat(table.isWakeStream(new StreamPath("wake/a"))).isFalse();
    assertThat(table.isWakeStream(new StreamPath("wake/b"))).isTrue();
    assertThat(table.size()).isOne();
    assertThat(table.due(NOW)).containsExactly(subscription(2, "b/*", "wake/b"));
  }

  @Test
  void whatIsDeletedAfterThatLeavesNothing() {
    take(new Deleted(ID, 1, NOW), new Saved(subscription(2, "b/*", "wake/b")));
    take(new Deleted(ID, 2, NOW));
    assertThat(table.of(new StreamPath("a/1"))).isEmpty();
    assertThat(table.of(new StreamPath("b/1"))).isEmpty();
    assertThat(table.isWakeStream(new StreamPath("wake/a"))).isFalse();
    assertThat(table.isWakeStream(new StreamPath("wake/b"))).isFalse();
    assertThat(table.size()).isZero();
    assertThat(table.due(NOW)).isEmpty();
  }

  @Test
  void aSubscriptionThatOnlyChangedItsStateStays() {
    take(new Saved(subscription(1, "a/*", "wake/a").withState(new WakeState.Idle(1))));
    assertThat(table.of(new StreamPath("a/1"))).containsExactly(ID);
    assertThat(table.isWakeStream(new StreamPath("wake/a"))).isTrue();
    assertThat(table.due(NOW)).isEmpty();
  }
}
