package durablestreams.application.subscription.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueTimesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final DueTimes times = new DueTimes();

  @Test
  void theEarliestComesFirstAndTheFutureLater() {
    change("later", null, waking(NOW));
    change("first", null, new WakeState.Leased(1, "w", "worker", NOW.minusSeconds(1)));
    change("future", null, waking(NOW.plusSeconds(1)));
    change("announced", null, waking(Instant.MAX));
    change("idle", null, new WakeState.Idle(1));
    assertThat(times.until(NOW))
        .extracting(SubscriptionId::value)
        .containsExactly("first", "later");
  }

  @Test
  void aChangeReplacesTheTime() {
    change("one", null, waking(NOW));
    change("one", waking(NOW), waking(NOW.plusSeconds(1)));
    assertThat(times.until(NOW)).isEmpty();
    change("one", waking(NOW.plusSeconds(1)), new WakeState.Idle(1));
    assertThat(times.until(NOW.plusSeconds(2))).isEmpty();
    change("one", new WakeState.Idle(1), waking(NOW));
    times.change(new SubscriptionId("one"), with("one", waking(NOW)), null);
    assertThat(times.until(NOW)).isEmpty();
  }

  private static WakeState waking(Instant due) {
    return new WakeState.Waking(1, "w", 0, due);
  }

  private void change(String id, @Nullable WakeState before, WakeState after) {
    times.change(new SubscriptionId(id), before == null ? null : with(id, before), with(id, after));
  }

  private static Subscription with(String id, WakeState state) {
    return new Subscription(
        new SubscriptionId(id),
        1,
        new SubscriptionConfig(
            new Delivery.PullWake(new StreamPath("wake")),
            null,
            SubscriptionConfig.DEFAULT_LEASE,
            null,
            "hash"),
        NOW,
        1,
        StreamScope.ALL,
        state);
  }
}
