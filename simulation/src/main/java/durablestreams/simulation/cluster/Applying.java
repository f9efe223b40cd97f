package durablestreams.simulation.cluster;

import durablestreams.application.assembly.StreamService;
import durablestreams.application.replication.node.NodeServer;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.List;

/** The use cases of a node, as the node acts on them. */
record Applying(StreamService service) implements NodeServer {

  @Override
  public void apply(List<StreamChange> changes, Instant at, Runnable storing) {
    service.apply(changes, at, storing);
  }

  @Override
  public void takeOver() {}

  @Override
  public void used(List<StreamKey> streams) {
    streams.forEach(service.lookup()::prolong);
  }

  @Override
  public void disconnectLiveReaders() {
    service.disconnectLiveReaders();
  }
}
