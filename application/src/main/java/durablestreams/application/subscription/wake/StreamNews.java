package durablestreams.application.subscription.wake;

import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Streams that have changed, by the subscriptions that have to look at them. At most one operation
 * of a subscription is queued; what changes meanwhile is coalesced into the next one, so that a
 * subscription of busy streams does not fill the queue.
 *
 * <p>Only the waker's thread adds and submits.
 */
final class StreamNews {

  private static final int MAX_STREAMS = 50_000;

  /** Streams that one operation looks at. */
  private static final int PIECE = 256;

  private final SubscriptionSequencer sequencer;
  private final WakeOperations operations;
  private final Runnable onLoss;
  private final Runnable onEnd;
  private final ConcurrentHashMap<SubscriptionId, Set<StreamPath>> waiting =
      new ConcurrentHashMap<>();
  private final Set<SubscriptionId> running = ConcurrentHashMap.newKeySet();
  private int streams;

  /**
   * @param onLoss is called when streams could not be looked at
   * @param onEnd is called when an operation has ended
   */
  StreamNews(
      SubscriptionSequencer sequencer, WakeOperations operations, Runnable onLoss, Runnable onEnd) {
    this.sequencer = sequencer;
    this.operations = operations;
    this.onLoss = onLoss;
    this.onEnd = onEnd;
  }

  void add(SubscriptionId id, StreamPath path) {
    if (waiting.computeIfAbsent(id, i -> new LinkedHashSet<>()).add(path)) {
      streams++;
    }
  }

  /** Whether so much is waiting that nothing is to be added now. */
  boolean isFull() {
    return streams >= MAX_STREAMS;
  }

  /** Whether anything of the subscription is not submitted yet. */
  boolean isWaiting(SubscriptionId id) {
    return waiting.containsKey(id);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Submits an operation for each subscription that has none. */
  void submit() {
    for (SubscriptionId id : waiting.keySet()) {
      if (running.add(id) && !submit(id)) {
        running.remove(id);
        return;
      }
    }
  }

  private boolean submit(SubscriptionId id) {
    Set<StreamPath> all = waiting.getOrDefault(id, Set.of());
    List<StreamPath> piece = new ArrayList<>(Math.min(PIECE, all.size()));
    Iterator<StreamPath> paths = all.iterator();
    while (paths.hasNext() && piece.size() < PIECE) {
      piece.add(paths.next());
    }
    @Nullable CompletableFuture<Boolean> reply =
        sequencer.offer(id, batch -> operations.noticed(batch, piece));
    if (reply == null) {
      return false;
    }
    streams -= piece.size();
    if (piece.size() == all.size()) {
      waiting.remove(id);
    } else {
      piece.forEach(all::remove);
    }
    reply.whenComplete((done, failure) -> {
      if (failure != null) {
        onLoss.run();
      }
      running.remove(id);
      onEnd.run();
    });
    return true;
  }
}
