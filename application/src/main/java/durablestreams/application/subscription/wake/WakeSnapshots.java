package durablestreams.application.subscription.wake;

import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.ArrayList;
import java.util.List;

/** Reader of {@link WakeSnapshot}s. */
public final class WakeSnapshots {

  private static final int PAGE = 500;

  private final SubscriptionStore store;
  private final StreamEnds ends;

  public WakeSnapshots(SubscriptionStore store, StreamEnds ends) {
    this.store = store;
    this.ends = ends;
  }

  /** At most {@link SubscriptionLimits#SNAPSHOT_STREAMS} links as they are now. */
  public WakeSnapshot of(SubscriptionId id) {
    List<WakeSnapshot.Stream> pending = new ArrayList<>();
    List<WakeSnapshot.Stream> others = new ArrayList<>();
    List<StreamLink> page = List.of();
    do {
      page = store.linksAfter(id, page.isEmpty() ? "" : page.getLast().path().value(), PAGE);
      for (StreamLink link : page) {
        WakeSnapshot.Stream stream = new WakeSnapshot.Stream(link, ends.of(link.path()));
        List<WakeSnapshot.Stream> kind = stream.hasPending() ? pending : others;
        if (kind.size() < SubscriptionLimits.SNAPSHOT_STREAMS) {
          kind.add(stream);
        }
      }
    } while (page.size() == PAGE && pending.size() < SubscriptionLimits.SNAPSHOT_STREAMS);
    int rest = SubscriptionLimits.SNAPSHOT_STREAMS - pending.size();
    List<WakeSnapshot.Stream> all = new ArrayList<>(pending);
    all.addAll(others.subList(0, Math.min(rest, others.size())));
    return new WakeSnapshot(List.copyOf(all), pending.size());
  }
}
