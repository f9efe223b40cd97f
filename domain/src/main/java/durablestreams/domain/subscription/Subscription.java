package durablestreams.domain.subscription;

import java.time.Instant;

/**
 * A subscription without its links, which are looked up one at a time.
 *
 * @param incarnation random number that tells it from others that had its id
 * @param streamsBefore highest stream key when it was created: streams with higher keys are new to
 *     it, and all of their messages are pending
 * @param scope streams that it may wake for
 */
public record Subscription(
    SubscriptionId id,
    long incarnation,
    SubscriptionConfig config,
    Instant createdAt,
    long streamsBefore,
    StreamScope scope,
    WakeState state) {

  public Subscription withState(WakeState next) {
    return new Subscription(id, incarnation, config, createdAt, streamsBefore, scope, next);
  }

  public Subscription withScope(StreamScope next) {
    return new Subscription(id, incarnation, config, createdAt, streamsBefore, next, state);
  }

  public boolean isWebhook() {
    return config.delivery() instanceof Delivery.Webhook;
  }

  /** Whether the last announcement failed, and another is scheduled. */
  public boolean failing() {
    return state instanceof WakeState.Waking waking && waking.attempts() > 0;
  }
}
