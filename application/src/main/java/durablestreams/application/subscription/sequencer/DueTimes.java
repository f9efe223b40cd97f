package durablestreams.application.subscription.sequencer;

import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Times of the next announcements and of the ends of leases, in order. */
final class DueTimes {

  private record Due(Instant at, String id) {}

  private final ConcurrentSkipListSet<Due> times =
      new ConcurrentSkipListSet<>(Comparator.comparing(Due::at).thenComparing(Due::id));

  /** A subscription has another state; {@code null} where there was none, or is none any more. */
  void change(SubscriptionId id, @Nullable Subscription before, @Nullable Subscription after) {
    Instant old = before == null ? Instant.MAX : dueAt(before);
    Instant next = after == null ? Instant.MAX : dueAt(after);
    if (old.equals(next)) {
      return;
    }
    if (!old.equals(Instant.MAX)) {
      times.remove(new Due(old, id.value()));
    }
    if (!next.equals(Instant.MAX)) {
      times.add(new Due(next, id.value()));
    }
  }

  private static Instant dueAt(Subscription subscription) {
    return switch (subscription.state()) {
      case WakeState.Idle ignored -> Instant.MAX;
      case WakeState.Waking waking -> waking.due();
      case WakeState.Leased leased -> leased.until();
    };
  }

  /** Subscriptions that are due at {@code now}, the earliest first. */
  List<SubscriptionId> until(Instant now) {
    return times.stream()
        .takeWhile(due -> !due.at().isAfter(now))
        .map(due -> new SubscriptionId(due.id()))
        .toList();
  }
}
