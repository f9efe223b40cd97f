package durablestreams.application.subscription.sequencer;

import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.SubscriptionRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscription as an operation sees it, and the changes that the operation decides on. Only the
 * sequencer's thread uses it.
 */
public final class SubscriptionBatch {

  private static final int PAGE = 500;

  private final SubscriptionStore store;
  private final StreamEnds ends;
  private final Supplier<String> wakeIds;
  private final SubscriptionId id;
  private final Instant now;
  private final List<SubscriptionChange> changes = new ArrayList<>(2);
  private final Map<StreamPath, Optional<StreamLink>> changedLinks = new HashMap<>(2);
  private @Nullable Subscription current;

  public SubscriptionBatch(
      SubscriptionStore store,
      StreamEnds ends,
      Supplier<String> wakeIds,
      SubscriptionId id,
      @Nullable Subscription current,
      Instant now) {
    this.store = store;
    this.ends = ends;
    this.wakeIds = wakeIds;
    this.id = id;
    this.current = current;
    this.now = now;
  }

  public Instant now() {
    return now;
  }

  /** The subscription, or {@code null} if there is none. */
  public @Nullable Subscription current() {
    return current;
  }

  public List<SubscriptionChange> changes() {
    return changes;
  }

  public String newWakeId() {
    return wakeIds.get();
  }

  public long lastGeneration() {
    return store.lastGeneration(id);
  }

  public void save(Subscription subscription) {
    if (!subscription.equals(current)) {
      current = subscription;
      changes.add(new SubscriptionChange.Saved(subscription));
    }
  }

  public void delete(Subscription subscription) {
    current = null;
    changes.add(new SubscriptionChange.Deleted(id, subscription.state().generation(), now));
  }

  public @Nullable StreamLink link(StreamPath path) {
    Optional<StreamLink> changed = changedLinks.get(path);
    return (changed == null ? store.link(id, path) : changed).orElse(null);
  }

  public int countLinks() {
    return store.countLinks(id);
  }

  public void add(StreamLink link) {
    change(link, true);
  }

  public void update(StreamLink link) {
    change(link, false);
  }

  private void change(StreamLink link, boolean added) {
    changedLinks.put(link.path(), Optional.of(link));
    changes.add(new SubscriptionChange.Linked(id, link, added));
  }

  public void unlink(StreamPath path) {
    changedLinks.put(path, Optional.empty());
    changes.add(new SubscriptionChange.Unlinked(id, path));
  }

  public @Nullable StreamEnd end(StreamPath path) {
    return ends.of(path);
  }

  /** Ends the wake, and begins the next one if anything is pending; whether it did. */
  public boolean release(Subscription subscription) {
    Subscription released = SubscriptionRules.released(subscription);
    boolean next = anyPending();
    save(next ? SubscriptionRules.wake(released, newWakeId(), now) : released);
    return next;
  }

  /**
   * Whether any linked stream has more than was acknowledged. Links that only the pattern made are
   * dropped on the way if their streams are gone.
   */
  public boolean anyPending() {
    for (Optional<StreamLink> changed : List.copyOf(changedLinks.values())) {
      if (changed.isPresent() && changed.get().pending(ends.of(changed.get().path()))) {
        return true;
      }
    }
    List<StreamLink> page = List.of();
    do {
      page = store.linksAfter(id, page.isEmpty() ? "" : page.getLast().path().value(), PAGE);
      for (StreamLink link : page) {
        if (!changedLinks.containsKey(link.path()) && isPending(link)) {
          return true;
        }
      }
    } while (page.size() == PAGE);
    return false;
  }

  private boolean isPending(StreamLink link) {
    StreamEnd end = ends.of(link.path());
    if (end == null && !link.explicit()) {
      unlink(link.path());
    }
    return link.pending(end);
  }
}
