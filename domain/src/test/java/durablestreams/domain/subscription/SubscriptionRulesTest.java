package durablestreams.domain.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Seeds;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SubscriptionRulesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final StreamPath PATH = new StreamPath("events/a");

  private static Subscription idle() {
    return new Subscription(
        new SubscriptionId("s"),
        1,
        new SubscriptionConfig(
            new Delivery.PullWake(new StreamPath("wake")),
            PathGlob.of("events/*"),
            Duration.ofSeconds(30),
            null,
            "hash"),
        NOW,
        0,
        StreamScope.ALL,
        new WakeState.Idle(4));
  }

  @Test
  void aWakeHasTheNextGenerationAndIsDueAtOnce() {
    assertThat(SubscriptionRules.wake(idle(), "w", NOW).state())
        .isEqualTo(new WakeState.Waking(5, "w", 0, NOW));
  }

  @Test
  void aClaimTakesTheAnnouncedWake() {
    Subscription waking = SubscriptionRules.wake(idle(), "w", NOW);
    assertThat(SubscriptionRules.claim(waking, "worker", false, "other", NOW))
        .isInstanceOfSatisfying(
            ClaimOutcome.Granted.class,
            granted ->
                assertThat(granted.lease())
                    .isEqualTo(new WakeState.Leased(5, "w", "worker", NOW.plusSeconds(30))));
  }

  @Test
  void aClaimOfAnIdleSubscriptionMakesAWakeIfSomethingIsPending() {
    assertThat(SubscriptionRules.claim(idle(), "worker", false, "w", NOW))
        .isEqualTo(new ClaimOutcome.NothingPending());
    assertThat(SubscriptionRules.claim(idle(), "worker", true, "w", NOW))
        .isInstanceOfSatisfying(
            ClaimOutcome.Granted.class,
            granted -> assertThat(granted.lease().generation()).isEqualTo(5));
  }

  @Test
  void aHeldLeaseIsNotClaimedUntilItExpires() {
    Subscription held =
        idle().withState(new WakeState.Leased(5, "w", "first", NOW.plusSeconds(30)));
    assertThat(SubscriptionRules.claim(held, "second", true, "x", NOW.plusSeconds(29)))
        .isEqualTo(new ClaimOutcome.AlreadyClaimed("first", 5));
    assertThat(SubscriptionRules.claim(held, "second", true, "x", NOW.plusSeconds(30)))
        .isInstanceOfSatisfying(
            ClaimOutcome.Granted.class,
            granted ->
                assertThat(granted.lease())
                    .isEqualTo(new WakeState.Leased(6, "x", "second", NOW.plusSeconds(60))));
  }

  @Test
  void onlyTheCurrentWakeIsCurrent() {
    Subscription waking = SubscriptionRules.wake(idle(), "w", NOW);
    assertThat(SubscriptionRules.isCurrent(waking, new WakeRef(5, "w"))).isTrue();
    assertThat(SubscriptionRules.isCurrent(waking, new WakeRef(5, "x"))).isFalse();
    assertThat(SubscriptionRules.isCurrent(waking, new WakeRef(4, "w"))).isFalse();
    assertThat(SubscriptionRules.isCurrent(SubscriptionRules.released(waking), new WakeRef(5, "w")))
        .isFalse();
  }

  @Test
  void failuresBackOffToAMinute() {
    assertThat(SubscriptionRules.backoff(0, 0.5)).isEqualTo(Duration.ofSeconds(1));
    assertThat(SubscriptionRules.backoff(3, 0.5)).isEqualTo(Duration.ofSeconds(8));
    assertThat(SubscriptionRules.backoff(1_000, 0.5)).isEqualTo(Duration.ofSeconds(60));
    assertThat(SubscriptionRules.backoff(0, 0)).isEqualTo(Duration.ofMillis(800));
    assertThat(SubscriptionRules.backoff(0, 1)).isEqualTo(Duration.ofMillis(1_200));
    Subscription failed =
        SubscriptionRules.failed(SubscriptionRules.wake(idle(), "w", NOW), 0.5, NOW);
    assertThat(failed.failing()).isTrue();
    assertThat(failed.state()).isEqualTo(new WakeState.Waking(5, "w", 1, NOW.plusSeconds(1)));
  }

  @Test
  void aFailedWebhookIsRepeatedUnderItsWakeWhileTheLeaseHolds() {
    Subscription leased =
        SubscriptionRules.extended(SubscriptionRules.wake(idle(), "w", NOW), "webhook", NOW);
    assertThat(SubscriptionRules.undelivered(leased, 0, 0.5, "x", NOW.plusSeconds(2)).state())
        .isEqualTo(new WakeState.Waking(5, "w", 1, NOW.plusSeconds(3)));
    assertThat(SubscriptionRules.undelivered(leased, 5, 0.5, "x", NOW.plusSeconds(2)).state())
        .isEqualTo(new WakeState.Waking(6, "x", 6, NOW.plusSeconds(34)));
  }

  @Test
  void anUnansweredWebhookIsFollowedByAnotherWakeWhoseBackoffCountsFromItsStart() {
    Subscription leased =
        SubscriptionRules.extended(SubscriptionRules.wake(idle(), "w", NOW), "webhook", NOW);
    Instant end = NOW.plusSeconds(30);
    assertThat(SubscriptionRules.undelivered(leased, 0, 0.5, "x", end).state())
        .isEqualTo(new WakeState.Waking(6, "x", 1, end));
    assertThat(SubscriptionRules.undelivered(leased, 6, 0.5, "x", end).state())
        .isEqualTo(new WakeState.Waking(6, "x", 7, NOW.plusSeconds(60)));
  }

  @Test
  void anAnnouncedWakeIsRepeatedLater() {
    Subscription announced =
        SubscriptionRules.announced(SubscriptionRules.wake(idle(), "w", NOW), NOW);
    assertThat(announced.state())
        .isEqualTo(new WakeState.Waking(5, "w", 0, NOW.plus(SubscriptionRules.REPEAT)));
    assertThat(SubscriptionRules.hastened(announced, NOW)).isEqualTo(announced);
    Subscription never = idle().withState(new WakeState.Waking(5, "w", 0, Instant.MAX));
    assertThat(SubscriptionRules.hastened(never, NOW).state())
        .isEqualTo(new WakeState.Waking(5, "w", 0, NOW));
  }

  @Test
  void acknowledgementsStayBetweenTheCursorAndTheTail() {
    StreamEnd end = new StreamEnd(7, new Offset(2, 5));
    StreamLink link = new StreamLink(PATH, 7, new Offset(1, 3), true, false);
    assertThat(SubscriptionRules.judge(null, end, end.tail()))
        .isEqualTo(new AckVerdict.NotLinked());
    assertThat(SubscriptionRules.judge(link, end, new Offset(1, 2)))
        .isEqualTo(new AckVerdict.BelowCursor(new Offset(1, 3)));
    assertThat(SubscriptionRules.judge(link, end, new Offset(2, 6)))
        .isEqualTo(new AckVerdict.BeyondTail(new Offset(2, 5)));
    assertThat(SubscriptionRules.judge(link, end, new Offset(1, 3)))
        .isEqualTo(new AckVerdict.Valid());
    assertThat(SubscriptionRules.judge(link, end, end.tail())).isEqualTo(new AckVerdict.Valid());
  }

  @Test
  void aStreamThatIsCreatedAgainIsPendingFromItsStart() {
    StreamLink link = new StreamLink(PATH, 7, new Offset(3, 9), true, false);
    assertThat(link.pending(new StreamEnd(8, new Offset(0, 1)))).isTrue();
    assertThat(link.pending(new StreamEnd(8, Offset.START))).isFalse();
    assertThat(link.pending(new StreamEnd(7, new Offset(3, 9)))).isFalse();
    assertThat(link.pending(null)).isFalse();
  }

  @Test
  void generationsNeverFallAndOneWakeIsInFlight() {
    RandomGenerator random = Seeds.random(SubscriptionRulesTest.class);
    Subscription subscription = idle();
    Instant now = NOW;
    for (int i = 0; i < 10_000; i++) {
      long before = subscription.state().generation();
      now = now.plusMillis(random.nextInt(20_000));
      subscription = step(subscription, random, now);
      assertThat(subscription.state().generation()).isBetween(before, before + 1);
    }
    assertThat(subscription.state().generation()).isGreaterThan(100);
  }

  private static Subscription step(Subscription from, RandomGenerator random, Instant now) {
    return switch (random.nextInt(7)) {
      case 0 ->
          from.state() instanceof WakeState.Idle
              ? SubscriptionRules.wake(from, "w" + random.nextInt(), now)
              : from;
      case 1 ->
          SubscriptionRules.claim(from, "worker", random.nextBoolean(), "c", now)
                  instanceof ClaimOutcome.Granted(Subscription next, WakeState.Leased lease)
              ? next
              : from;
      case 2 -> SubscriptionRules.expired(from, now) ? SubscriptionRules.released(from) : from;
      case 3 -> SubscriptionRules.failed(from, random.nextDouble(), now);
      case 4 -> SubscriptionRules.extended(from, "worker", now);
      case 5 ->
          SubscriptionRules.undelivered(from, random.nextInt(9), random.nextDouble(), "u", now);
      default -> SubscriptionRules.released(from);
    };
  }
}
