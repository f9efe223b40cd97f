package durablestreams.application.subscription.sequencer;

import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
  private final PendingLinks pending;
  private final DueTimes due = new DueTimes();
  private final UnackedWork unacked = new UnackedWork();
  private final InstantSource clock;

  /** Numbers of links, as far as they were asked for. */
  private final ConcurrentHashMap<SubscriptionId, Integer> linkCounts = new ConcurrentHashMap<>();

  private volatile int size;

  public SubscriptionTable(
      SubscriptionStore store, SubscriptionLimits limits, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.pending = new PendingLinks(limits.pendingKnown());
    reload();
  }

  /** Takes over what the store has, where another server may have changed it. */
  public final void reload() {
    byId.keySet().forEach(pending::forget);
    load();
    List<StreamPath> page = List.of();
    do {
      page = store.explicitPathsAfter(page.isEmpty() ? "" : page.getLast().value(), PAGE);
      page.forEach(explicit::add);
    } while (page.size() == PAGE);
  }

  /** Takes over what the store has. */
  public final void load() {
    linkCounts.clear();
    Map<SubscriptionId, Subscription> stored = new HashMap<>();
    store.all().forEach(subscription -> stored.put(subscription.id(), subscription));
    for (Subscription known : List.copyOf(byId.values())) {
      Subscription now = stored.get(known.id());
      if (now == null || now.incarnation() != known.incarnation()) {
        remove(known.id());
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

  /** Since when subscriptions have had work. */
  public UnackedWork unacked() {
    return unacked;
  }

  /** What is known of pending streams. */
  public PendingLinks pending() {
    return pending;
  }

  /** Number of links of a subscription. */
  public int countLinks(SubscriptionId id) {
    Integer known = linkCounts.get(id);
    return known == null ? store.countLinks(id) : known;
  }

  /** The same, for the sequencer's thread only: it is counted once, and kept up to date. */
  int countLinksOnce(SubscriptionId id) {
    return byId.containsKey(id)
        ? linkCounts.computeIfAbsent(id, store::countLinks)
        : store.countLinks(id);
  }

  /** Subscriptions with something to do at {@code now}, those first that have waited longest. */
  public List<Subscription> due(Instant now) {
    List<Subscription> found = new ArrayList<>();
    for (SubscriptionId id : due.until(now)) {
      Subscription subscription = byId.get(id);
      if (subscription != null) {
        found.add(subscription);
      }
    }
    return found;
  }

  public Collection<Subscription> all() {
    return byId.values();
  }

  /** Subscriptions with ids above {@code after}, in order; {@code null} to begin with. */
  public Collection<Subscription> after(@Nullable SubscriptionId after) {
    return after == null ? byId.values() : byId.tailMap(after, false).values();
  }

  /**
   * Whether wakes are written to the stream. Patterns do not match such a stream, which costs other
   * subscriptions its wakes: naming a wake stream therefore needs the right to append to it.
   */
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

  /** Takes note of a change that is about to be stored, and may be stored from now on. */
  void expect(SubscriptionChange change) {
    if (change instanceof SubscriptionChange.Linked(var id, StreamLink link, boolean added)
        && link.explicit()) {
      explicit.add(link.path());
    }
  }

  /** Takes over a change that is stored, after {@link #expect}. */
  void apply(SubscriptionChange change) {
    switch (change) {
      case SubscriptionChange.Saved(Subscription subscription) -> put(subscription);
      case SubscriptionChange.Linked(SubscriptionId id, StreamLink link, boolean added) -> {
        if (added) {
          linkCounts.computeIfPresent(id, (i, count) -> count + 1);
        } else {
          unacked.acknowledged(id, clock.instant());
        }
      }
      case SubscriptionChange.Unlinked(SubscriptionId id, StreamPath path) ->
          linkCounts.computeIfPresent(id, (i, count) -> count - 1);
      case SubscriptionChange.Deleted(SubscriptionId id, long generation, Instant at) -> remove(id);
      case SubscriptionChange.TombstonesForgotten ignored -> {}
      case SubscriptionChange.KeysChanged ignored -> {}
    }
  }

  private void put(Subscription subscription) {
    Subscription before = byId.put(subscription.id(), subscription);
    due.change(subscription.id(), before, subscription);
    if (subscription.state() instanceof WakeState.Idle) {
      unacked.end(subscription.id());
    } else {
      unacked.begin(subscription.id(), clock.instant());
    }
    if (before == null) {
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
    due.change(id, gone, null);
    unacked.end(id);
    linkCounts.remove(id);
    pending.forget(id);
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
