package durablestreams.application.contract;

import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.HotLogHousekeeping;
import durablestreams.application.port.JsonText;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import java.time.InstantSource;
import java.util.Optional;

/** Ports of one store, which see the same commits. */
public record StorePorts(
    StreamStore store,
    StreamDirectory directory,
    MaintenanceQueue queue,
    Optional<HotLogHousekeeping> housekeeping) {

  private static final MemoryBudget TEST_MEMORY = new MemoryBudget(256L << 20);

  /** A store whose commits remove rows that are no longer needed. */
  public StorePorts(StreamStore store, StreamDirectory directory, MaintenanceQueue queue) {
    this(store, directory, queue, Optional.empty());
  }

  /** Does a piece of housekeeping; returns whether there is more to do. */
  public boolean reclaim(int maxRows) {
    return housekeeping.map(house -> house.reclaim(maxRows).more()).orElse(false);
  }

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
        housekeeping,
        archive,
        ArchiveOwnership.sole(),
        json,
        clock,
        FaultPoints.NONE,
        memory);
  }
}
