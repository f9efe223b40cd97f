package durablestreams.adapters.memory;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.port.JsonText;

/** A store in memory with its views. */
public final class InMemoryPorts {

  private static final long ROOM = 256L << 20;

  /** For services whose streams are all of text. */
  public static final JsonText NO_JSON =
      (body, lease) -> {
        throw new IllegalArgumentException("no JSON here");
      };

  private InMemoryPorts() {}

  static StorePorts open() {
    HeapState heap = new HeapState(ROOM);
    return new StorePorts(
        new InMemoryStreamStore(heap),
        new InMemoryStreamDirectory(heap),
        new InMemoryMaintenanceQueue(heap));
  }
}
