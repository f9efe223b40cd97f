package durablestreams.application.subscription.sequencer;

import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions as last committed, without their links, and what finds those of a stream. Only
 * the sequencer changes it.
 */
public final class SubscriptionTable {

  private static final int PAGE = 1_000;

  private final SubscriptionStore store;
  private final ConcurrentSkipListMap<SubscriptionId, Subscription> byId =
      new ConcurrentSkipListMap<>();
  private final ConcurrentHashMap<StreamPath, Integer> wakeStreams = new ConcurrentHashMap<>();
  private final PatternIndex patterns = new PatternIndex();
  private final LinkFilter explicit = new LinkFilter();
  private volatile int size;

  public SubscriptionTable(SubscriptionStore store) {
    this.store = store;
    load();
    List<StreamPath> page = List.of();
    do {
      page = store.explicitPathsAfter(page.isEmpty() ? "" : page.getLast().value(), PAGE);
      page.forEach(explicit::add);
    } while (page.size() == PAGE);
  }

  /** Takes over what the store has. */
  public final void load() {
    Map<SubscriptionId, Subscription> stored = new HashMap<>();
    store.all().forEach(subscription -> stored.put(subscription.id(), subscription));
    for (SubscriptionId known : List.copyOf(byId.keySet())) {
      if (!stored.containsKey(known)) {
        remove(known);
      }
    }
    stored.values().forEach(this::put);
  }

  public int size() {
    return size;
  }

  public @Nullable Subscription find(SubscriptionId id) {
    return byId.get(id);
  }

  public Collection<Subscription> all() {
    return byId.values();
  }

  /** Subscriptions with ids above {@code after}, in order; {@code null} to begin with. */
  public Collection<Subscription> after(@Nullable SubscriptionId after) {
    return after == null ? byId.values() : byId.tailMap(after, false).values();
  }

  /** Whether wakes are written to the stream; patterns do not match such a stream. */
  public boolean isWakeStream(StreamPath path) {
    return wakeStreams.containsKey(path);
  }

  /** The subscriptions that a stream with this name concerns. */
  public Set<SubscriptionId> of(StreamPath path) {
    Set<SubscriptionId> found = new LinkedHashSet<>();
    if (!isWakeStream(path)) {
      patterns.match(path, found);
    }
    if (explicit.mayHold(path)) {
      found.addAll(store.linkedTo(path));
    }
    return found;
  }

  public void apply(SubscriptionChange change) {
    switch (change) {
      case SubscriptionChange.Saved(Subscription subscription) -> put(subscription);
      case SubscriptionChange.Linked(SubscriptionId id, StreamLink link, boolean added) -> {
        if (link.explicit()) {
          explicit.add(link.path());
        }
      }
      case SubscriptionChange.Unlinked ignored -> {}
      case SubscriptionChange.Deleted(SubscriptionId id, long generation, Instant at) -> remove(id);
    }
  }

  private void put(Subscription subscription) {
    if (byId.put(subscription.id(), subscription) == null) {
      size = byId.size();
      PathGlob pattern = subscription.config().pattern();
      if (pattern != null) {
        patterns.add(pattern, subscription.id());
      }
      if (subscription.config().delivery() instanceof Delivery.PullWake(StreamPath stream)) {
        wakeStreams.merge(stream, 1, Integer::sum);
      }
    }
  }

  private void remove(SubscriptionId id) {
    Subscription gone = byId.remove(id);
    if (gone == null) {
      return;
    }
    size = byId.size();
    PathGlob pattern = gone.config().pattern();
    if (pattern != null) {
      patterns.remove(pattern, id);
    }
    if (gone.config().delivery() instanceof Delivery.PullWake(StreamPath stream)) {
      wakeStreams.computeIfPresent(stream, (path, count) -> count == 1 ? null : count - 1);
    }
  }
}
