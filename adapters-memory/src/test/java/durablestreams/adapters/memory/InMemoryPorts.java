package durablestreams.adapters.memory;

import durablestreams.application.contract.StorePorts;

/** A store in memory with its views. */
final class InMemoryPorts {

  private static final long ROOM = 256L << 20;

  private InMemoryPorts() {}

  static StorePorts open() {
    HeapState heap = new HeapState(ROOM);
    return new StorePorts(
        new InMemoryStreamStore(heap),
        new InMemoryStreamDirectory(heap),
        new InMemoryMaintenanceQueue(heap));
  }
}
