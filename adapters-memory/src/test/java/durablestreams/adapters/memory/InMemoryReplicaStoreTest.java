package durablestreams.adapters.memory;

import durablestreams.application.contract.ReplicaStoreContract;
import durablestreams.application.contract.StorePorts;
import java.time.InstantSource;

class InMemoryReplicaStoreTest extends ReplicaStoreContract {

  @Override
  protected Replica open() {
    HeapState heap = new HeapState(256L << 20);
    InMemorySubscriptionStore subscriptions = new InMemorySubscriptionStore(1 << 20);
    return new Replica(
        new InMemoryReplicaStore(heap, subscriptions, InstantSource.system()),
        new StorePorts(
            new InMemoryStreamStore(heap),
            new InMemoryStreamDirectory(heap),
            new InMemoryMaintenanceQueue(heap)),
        subscriptions);
  }

  @Override
  protected Replica reopen(Replica replica) {
    return replica;
  }
}
