package durablestreams.server.assembly;

import durablestreams.application.assembly.StreamService;
import durablestreams.application.replication.node.NodeServer;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.List;

/** The use cases of a server, as its node of a cluster acts on them. */
final class AssembledNode implements NodeServer {

  private final StreamService service;
  private final SubscriptionService subscriptions;

  private final Runnable needed;

  AssembledNode(StreamService service, SubscriptionService subscriptions, Runnable snapshotNeeded) {
    this.service = service;
    this.subscriptions = subscriptions;
    this.needed = snapshotNeeded;
  }

  @Override
  public void apply(List<StreamChange> changes, Instant at, Runnable storing) {
    service.apply(changes, at, storing);
  }

  @Override
  public void takeOver() {
    subscriptions.takeOver();
  }

  @Override
  public void used(List<StreamKey> streams) {
    streams.forEach(service.lookup()::prolong);
  }

  @Override
  public void snapshotNeeded() {
    needed.run();
  }

  @Override
  public void disconnectLiveReaders() {
    service.disconnectLiveReaders();
  }
}
