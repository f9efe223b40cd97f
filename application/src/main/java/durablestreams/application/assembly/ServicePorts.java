package durablestreams.application.assembly;

import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.HotLogHousekeeping;
import durablestreams.application.port.JsonText;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.application.sequencer.UseReports;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Ports that a {@link StreamService} is built on.
 *
 * @param leadership when background work is this server's
 * @param uses where uses of streams are told
 */
public record ServicePorts(
    StreamStore store,
    StreamDirectory directory,
    MaintenanceQueue queue,
    Optional<HotLogHousekeeping> housekeeping,
    SegmentArchive archive,
    ArchiveOwnership ownership,
    JsonText json,
    InstantSource clock,
    FaultPoints faults,
    MemoryBudget memory,
    Leadership leadership,
    UseReports uses) {

  /** Ports of a server that shares its store with no other. */
  public ServicePorts(
      StreamStore store,
      StreamDirectory directory,
      MaintenanceQueue queue,
      Optional<HotLogHousekeeping> housekeeping,
      SegmentArchive archive,
      ArchiveOwnership ownership,
      JsonText json,
      InstantSource clock,
      FaultPoints faults,
      MemoryBudget memory) {
    this(
        store,
        directory,
        queue,
        housekeeping,
        archive,
        ownership,
        json,
        clock,
        faults,
        memory,
        Leadership.SOLE,
        UseReports.NONE);
  }
}
