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
  private final SubscriptionTable table;
  private final StreamEnds ends;
  private final Supplier<String> wakeIds;
  private final SubscriptionId id;
  private final Instant now;
  private final List<SubscriptionChange> changes = new ArrayList<>(2);
  private final Map<StreamPath, Optional<StreamLink>> changedLinks = new HashMap<>(2);
  private @Nullable Subscription current;
  private int added;

  public SubscriptionBatch(
      SubscriptionStore store,
      SubscriptionTable table,
      StreamEnds ends,
      Supplier<String> wakeIds,
      SubscriptionId id,
      Instant now) {
    this.store = store;
    this.table = table;
    this.ends = ends;
    this.wakeIds = wakeIds;
    this.id = id;
    this.current = table.find(id);
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
      // Announcements ask for the number, which is counted here only once.
      table.countLinksOnce(id);
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
    return table.countLinksOnce(id) + added;
  }

  public void add(StreamLink link) {
    added++;
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
    added--;
    table.pending().remove(id, path);
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

  /** The subscription is new: nothing is pending besides what is found from now on. */
  public void nothingPending() {
    table.pending().complete(id);
  }

  /** Whether the stream is already known as one that may be pending. */
  public boolean mayBePending(StreamPath path) {
    return table.pending().has(id, path);
  }

  /** Notes that the stream has more than was acknowledged. */
  public void markPending(StreamPath path) {
    table.pending().add(id, path);
  }

  /**
   * Whether any linked stream has more than was acknowledged. Links that only the pattern made are
   * dropped on the way if their streams are gone.
   */
  public boolean anyPending() {
    if (!table.pending().isComplete(id)) {
      return compareAll();
    }
    for (StreamPath path : table.pending().of(id)) {
      StreamLink link = link(path);
      if (link != null && isPending(link)) {
        return true;
      }
      table.pending().remove(id, path);
    }
    return false;
  }

  /** Compares all links, and remembers those that are pending if there is room for them. */
  private boolean compareAll() {
    boolean any = false;
    List<StreamLink> page = List.of();
    do {
      page = store.linksAfter(id, page.isEmpty() ? "" : page.getLast().path().value(), PAGE);
      for (StreamLink stored : page) {
        StreamLink link = link(stored);
        if (link != null && isPending(link)) {
          any = true;
          if (!table.pending().add(id, link.path())) {
            return true;
          }
        }
      }
    } while (page.size() == PAGE);
    for (Optional<StreamLink> changed : List.copyOf(changedLinks.values())) {
      if (changed.isPresent() && isPending(changed.get())) {
        any = true;
        if (!table.pending().add(id, changed.get().path())) {
          return true;
        }
      }
    }
    table.pending().complete(id);
    return any;
  }

  private @Nullable StreamLink link(StreamLink stored) {
    Optional<StreamLink> changed = changedLinks.get(stored.path());
    return changed == null ? stored : changed.orElse(null);
  }

  /** Whether the subscription has to wake for the stream of a link, which goes if that is gone. */
  private boolean isPending(StreamLink link) {
    StreamEnd end = ends.of(link.path());
    if (end == null && !link.explicit()) {
      unlink(link.path());
    }
    return link.pending(end) && current != null && current.scope().covers(link.path());
  }

  /**
   * Looks at some links: drops those that only the pattern made if their streams are gone.
   *
   * @param after path of the last link that was looked at; empty to begin with
   * @return the path to go on with; empty at the end
   */
  public String dropGoneLinks(String after, int limit) {
    List<StreamLink> page = current == null ? List.of() : store.linksAfter(id, after, limit);
    for (StreamLink link : page) {
      if (!link.explicit() && ends.of(link.path()) == null) {
        unlink(link.path());
      }
    }
    return page.size() < limit ? "" : page.getLast().path().value();
  }
}
