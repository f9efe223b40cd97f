package durablestreams.application.assembly;

import durablestreams.application.replication.node.NodeServer;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.List;

/**
 * The use cases of a server, as its node of a cluster acts on them.
 *
 * @param others what takes over what other nodes decided, besides the streams
 * @param needed is run while only a start that restores a snapshot helps
 */
public record NodeUseCases(StreamService service, Runnable others, Runnable needed)
    implements NodeServer {

  /** Of a server with streams alone. */
  public NodeUseCases(StreamService service) {
    this(service, () -> {}, () -> {});
  }

  @Override
  public void apply(List<StreamChange> changes, Instant at, Runnable storing) {
    service.apply(changes, at, storing);
  }

  @Override
  public void takeOver() {
    service.takeOver();
    others.run();
  }

  @Override
  public void used(List<StreamKey> streams) {
    streams.forEach(service.lookup()::touch);
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
