package durablestreams.application.subscription.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.SubscriptionId;
import org.junit.jupiter.api.Test;

class PendingLinksTest {

  private static final SubscriptionId ONE = new SubscriptionId("one");
  private static final SubscriptionId TWO = new SubscriptionId("two");
  private static final StreamPath A = new StreamPath("a");
  private static final StreamPath B = new StreamPath("b");

  private final PendingLinks pending = new PendingLinks(2);

  @Test
  void aSubscriptionIsKnownOnceAllOfItsStreamsWereAdded() {
    assertThat(pending.add(ONE, A)).isTrue();
    assertThat(pending.isComplete(ONE)).isFalse();
    pending.complete(ONE);
    assertThat(pending.isComplete(ONE)).isTrue();
    assertThat(pending.of(ONE)).containsExactly(A);
    assertThat(pending.isComplete(TWO)).isFalse();
    pending.forget(ONE);
    assertThat(pending.isComplete(ONE)).isFalse();
    assertThat(pending.of(ONE)).isEmpty();
  }

  @Test
  void aSubscriptionThatExceedsTheLimitIsNotKnown() {
    pending.complete(ONE);
    pending.complete(TWO);
    pending.add(ONE, A);
    pending.add(TWO, A);
    assertThat(pending.add(TWO, A)).as("known already").isTrue();
    assertThat(pending.add(TWO, B)).isFalse();
    assertThat(pending.isComplete(TWO)).isFalse();
    assertThat(pending.isComplete(ONE)).isTrue();
    assertThat(pending.add(ONE, B)).as("the other has made room").isTrue();
  }

  @Test
  void whatIsRemovedMakesRoom() {
    pending.add(ONE, A);
    pending.add(ONE, B);
    pending.remove(ONE, A);
    pending.remove(ONE, A);
    assertThat(pending.has(ONE, A)).isFalse();
    assertThat(pending.add(TWO, A)).isTrue();
    assertThat(pending.add(TWO, B)).isFalse();
  }
}
