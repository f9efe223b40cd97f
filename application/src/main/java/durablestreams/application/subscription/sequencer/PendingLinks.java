package durablestreams.application.subscription.sequencer;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Streams that may be beyond the cursors of subscriptions, so that a decision compares these
 * instead of all links. What is known of a subscription holds all of its pending streams, and
 * perhaps others; of a subscription that is not known, all links are compared.
 *
 * <p>Only the sequencer's thread changes it. It has a limit for all subscriptions together; beyond
 * that, the ones that exceed it are not known.
 */
public final class PendingLinks {

  private static final class Known {
    private final Set<StreamPath> paths = ConcurrentHashMap.newKeySet();
    private volatile boolean complete;
  }

  private final ConcurrentHashMap<SubscriptionId, Known> known = new ConcurrentHashMap<>();
  private final AtomicInteger entries = new AtomicInteger();
  private final int limit;

  /**
   * @param limit streams of all subscriptions together
   */
  PendingLinks(int limit) {
    this.limit = limit;
  }

  /** Whether the streams of a subscription include all that are pending. */
  public boolean isComplete(SubscriptionId id) {
    Known of = known.get(id);
    return of != null && of.complete;
  }

  /** Streams of a subscription that may be pending, in no order. */
  public List<StreamPath> of(SubscriptionId id) {
    Known of = known.get(id);
    return of == null ? List.of() : new ArrayList<>(of.paths);
  }

  boolean has(SubscriptionId id, StreamPath path) {
    Known of = known.get(id);
    return of != null && of.paths.contains(path);
  }

  /** Adds a stream; false if there is no room, in which case the subscription is not known. */
  boolean add(SubscriptionId id, StreamPath path) {
    Known of = known.computeIfAbsent(id, i -> new Known());
    if (of.paths.contains(path)) {
      return true;
    }
    if (entries.get() >= limit) {
      forget(id);
      return false;
    }
    of.paths.add(path);
    entries.incrementAndGet();
    return true;
  }

  void remove(SubscriptionId id, StreamPath path) {
    Known of = known.get(id);
    if (of != null && of.paths.remove(path)) {
      entries.decrementAndGet();
    }
  }

  /** All pending streams of the subscription were added. */
  void complete(SubscriptionId id) {
    known.computeIfAbsent(id, i -> new Known()).complete = true;
  }

  /** Nothing is known of the subscription any more. */
  void forget(SubscriptionId id) {
    Known of = known.remove(id);
    if (of != null) {
      of.complete = false;
      entries.addAndGet(-of.paths.size());
    }
  }
}
