package durablestreams.application.subscription.sequencer;

import durablestreams.domain.subscription.SubscriptionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times since which subscriptions have had work: from the first wake, and anew from every
 * acknowledgement that is followed by more work. It begins with the process.
 */
public final class UnackedWork {

  private final ConcurrentHashMap<SubscriptionId, Instant> since = new ConcurrentHashMap<>();

  /** The subscription has work; when it had some before, that counts. */
  void begin(SubscriptionId id, Instant now) {
    since.putIfAbsent(id, now);
  }

  /** A cursor has moved. */
  void acknowledged(SubscriptionId id, Instant now) {
    since.computeIfPresent(id, (i, before) -> now);
  }

  /** The subscription has no work, or is gone. */
  void end(SubscriptionId id) {
    since.remove(id);
  }

  /** The longest time for which a subscription has had work; zero if none has. */
  public Duration oldest(Instant now) {
    return since.values().stream()
        .min(Comparator.naturalOrder())
        .map(first -> Duration.between(first, now))
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }
}
