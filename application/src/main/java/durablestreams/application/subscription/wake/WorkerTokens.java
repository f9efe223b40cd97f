package durablestreams.application.subscription.wake;

import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.SubscriptionKeys.WorkerToken;
import durablestreams.domain.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;

/** Tokens of callbacks and claims, each bound to one generation of one subscription. */
public final class WorkerTokens {

  private static final Duration SHORTEST = Duration.ofHours(1);

  private WorkerTokens() {}

  /**
   * A token for the current generation that lasts longer than its lease.
   *
   * @param streamsBefore highest stream key before the streams of the worker were looked up
   */
  public static String of(
      SubscriptionKeys keys, Subscription subscription, long streamsBefore, Instant now) {
    Duration twice = subscription.config().lease().multipliedBy(2);
    return keys.token(
        new WorkerToken(
            subscription.id().value(),
            subscription.incarnation(),
            subscription.state().generation(),
            streamsBefore,
            now.plus(twice.compareTo(SHORTEST) > 0 ? twice : SHORTEST)));
  }

  public static boolean isOf(WorkerToken token, Subscription subscription) {
    return token.incarnation() == subscription.incarnation()
        && token.generation() == subscription.state().generation();
  }
}
