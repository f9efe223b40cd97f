package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.subscription.SubscriptionChange.Deleted;
import durablestreams.domain.subscription.SubscriptionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tombstones of subscriptions, whose end is a commit like any other. */
class TombstonesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SubscriptionId OLD = new SubscriptionId("old");
  private static final SubscriptionId YOUNG = new SubscriptionId("young");

  private final InMemorySubscriptionStore store = new InMemorySubscriptionStore(1 << 20);
  private final CountDownLatch committed = new CountDownLatch(1);

  @SuppressWarnings("NullAway") // nothing else is used for this
  private SubscriptionSequencer sequencer() {
    InstantSource clock = InstantSource.fixed(NOW);
    SubscriptionPorts ports =
        new SubscriptionPorts(
            store,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            clock,
            null,
            null,
            null,
            null,
            FaultPoints.NONE,
            Leadership.SOLE);
    return new SubscriptionSequencer(
        ports,
        new SubscriptionTable(store, new SubscriptionLimits(10, 10, 10), clock),
        new StreamEnds(null),
        () -> "w",
        committed::countDown,
        () -> {});
  }

  @Test
  void oldOnesAreForgottenInACommit() throws InterruptedException {
    store.commit(List.of(new Deleted(OLD, 7, NOW), new Deleted(YOUNG, 8, NOW.plusSeconds(1))));
    try (SubscriptionSequencer sequencer = sequencer()) {
      sequencer.start();
      sequencer.forgetDeleted(NOW.plusSeconds(1));
      assertThat(committed.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(store.lastGeneration(OLD)).isZero();
    assertThat(store.lastGeneration(YOUNG)).isEqualTo(8);
  }
}
