package durablestreams.server.store;

import durablestreams.adapters.memory.HeapArchiveClaims;
import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemoryReplicaStore;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.server.assembly.ArchiveClaim;
import durablestreams.server.assembly.OpenStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The store on the Java heap. */
public final class HeapStore {

  /** The part of its bytes that links of subscriptions may take besides. */
  private static final int LINKS_OF_STORED = 8;

  private HeapStore() {}

  /**
   * An empty store.
   *
   * @param maxBytes beyond which appends are refused
   * @param clock of what is due
   */
  public static OpenStore open(long maxBytes, InstantSource clock) {
    HeapState state = new HeapState(maxBytes);
    InMemorySubscriptionStore subscriptions =
        new InMemorySubscriptionStore(maxBytes / LINKS_OF_STORED);
    return new OpenStore(
        new InMemoryStreamStore(state),
        new InMemoryStreamDirectory(state),
        new InMemoryMaintenanceQueue(state),
        Optional.empty(),
        new HeapArchiveClaims(ArchiveClaim.randomId()),
        subscriptions,
        Optional.empty(),
        Optional.of(new InMemoryReplicaStore(state, subscriptions, clock)),
        List.of());
  }
}
