package durablestreams.application.subscription.wake;

import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reader of {@link WakeSnapshot}s. A subscription of few streams gets all of them, any other one
 * those with pending messages, of which every wake begins with different ones.
 */
public final class WakeSnapshots {

  private static final int PAGE = 500;

  private final SubscriptionStore store;
  private final SubscriptionTable table;
  private final StreamEnds ends;

  public WakeSnapshots(SubscriptionStore store, SubscriptionTable table, StreamEnds ends) {
    this.store = store;
    this.table = table;
    this.ends = ends;
  }

  /** A key above those of all streams that a snapshot of before has, and below those of later. */
  public long streamsBefore() {
    return ends.nextKey().value();
  }

  /** Links as they are now; none of a subscription that is gone. */
  public WakeSnapshot of(SubscriptionId id) {
    Subscription subscription = table.find(id);
    if (subscription == null) {
      return WakeSnapshot.EMPTY;
    }
    if (table.countLinks(id) <= SubscriptionLimits.SNAPSHOT_ALL) {
      return ofFew(subscription);
    }
    return table.pending().isComplete(id) ? ofKnown(subscription) : ofAll(subscription);
  }

  /** A stream with pending messages; {@code null} if there is none. */
  @Nullable StreamPath firstPending(SubscriptionId id) {
    Subscription subscription = table.find(id);
    if (subscription == null) {
      return null;
    }
    if (!table.pending().isComplete(id)) {
      WakeSnapshot snapshot = of(id);
      return snapshot.pending() == 0 ? null : snapshot.streams().getFirst().link().path();
    }
    for (StreamPath path : table.pending().of(id)) {
      StreamLink link = store.link(id, path).orElse(null);
      if (link != null && subscription.scope().covers(path) && link.pending(ends.of(path))) {
        return path;
      }
    }
    return null;
  }

  private WakeSnapshot ofFew(Subscription subscription) {
    List<WakeSnapshot.Stream> pending = new ArrayList<>();
    List<WakeSnapshot.Stream> others = new ArrayList<>();
    for (StreamLink link : store.linksAfter(subscription.id(), "", PAGE)) {
      if (subscription.scope().covers(link.path())) {
        WakeSnapshot.Stream stream = now(link);
        (stream.hasPending() ? pending : others).add(stream);
      }
    }
    int count = pending.size();
    pending.addAll(others);
    return new WakeSnapshot(List.copyOf(pending), count);
  }

  private WakeSnapshot ofKnown(Subscription subscription) {
    List<StreamPath> paths = table.pending().of(subscription.id());
    Collections.sort(paths);
    long turn = subscription.state().generation() * SubscriptionLimits.SNAPSHOT_STREAMS;
    Collections.rotate(paths, -(int) (turn % Math.max(1, paths.size())));
    List<WakeSnapshot.Stream> pending = new ArrayList<>();
    for (StreamPath path : paths) {
      if (pending.size() < SubscriptionLimits.SNAPSHOT_STREAMS) {
        store.link(subscription.id(), path).ifPresent(link -> add(subscription, link, pending));
      }
    }
    return new WakeSnapshot(List.copyOf(pending), pending.size());
  }

  private WakeSnapshot ofAll(Subscription subscription) {
    List<WakeSnapshot.Stream> pending = new ArrayList<>();
    List<StreamLink> page = List.of();
    do {
      String after = page.isEmpty() ? "" : page.getLast().path().value();
      page = store.linksAfter(subscription.id(), after, PAGE);
      page.forEach(link -> add(subscription, link, pending));
    } while (page.size() == PAGE && pending.size() < SubscriptionLimits.SNAPSHOT_STREAMS);
    int count = Math.min(pending.size(), SubscriptionLimits.SNAPSHOT_STREAMS);
    return new WakeSnapshot(List.copyOf(pending.subList(0, count)), count);
  }

  private void add(Subscription subscription, StreamLink link, List<WakeSnapshot.Stream> pending) {
    WakeSnapshot.Stream stream = now(link);
    if (stream.hasPending() && subscription.scope().covers(link.path())) {
      pending.add(stream);
    }
  }

  private WakeSnapshot.Stream now(StreamLink link) {
    return new WakeSnapshot.Stream(link, ends.of(link.path()));
  }
}
