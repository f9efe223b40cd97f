package durablestreams.server.assembly;

import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.HotLogHousekeeping;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.port.subscription.SubscriptionStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A store that is open, with its views and the threads that serve it.
 *
 * @param replica for a store that can be one of a cluster
 */
public record OpenStore(
    StreamStore store,
    StreamDirectory directory,
    MaintenanceQueue queue,
    Optional<HotLogHousekeeping> housekeeping,
    ArchiveClaims claims,
    SubscriptionStore subscriptions,
    Optional<SnapshotSource> snapshots,
    Optional<ReplicaStore> replica,
    List<ExecutorService> executors)
    implements AutoCloseable {

  @Override
  public void close() {
    store.close();
    executors.forEach(ExecutorService::shutdownNow);
  }
}
