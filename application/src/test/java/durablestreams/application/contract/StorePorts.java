package durablestreams.application.contract;

import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ArchiveOwnership;
import durablestreams.application.port.JsonText;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import java.time.InstantSource;

/** Three ports of one store, which see the same commits. */
public record StorePorts(StreamStore store, StreamDirectory directory, MaintenanceQueue queue) {

  private static final MemoryBudget TEST_MEMORY = new MemoryBudget(256L << 20);

  /** What a service needs, with this store in it. */
  public ServicePorts with(SegmentArchive archive, JsonText json, InstantSource clock) {
    return with(archive, json, clock, TEST_MEMORY);
  }

  /** The same with another budget. */
  public ServicePorts with(
      SegmentArchive archive, JsonText json, InstantSource clock, MemoryBudget memory) {
    return new ServicePorts(
        store,
        directory,
        queue,
        archive,
        ArchiveOwnership.sole(),
        json,
        clock,
        FaultPoints.NONE,
        memory);
  }
}
