package durablestreams.application.assembly;

import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ArchiveOwnership;
import durablestreams.application.port.HotLogHousekeeping;
import durablestreams.application.port.JsonText;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import java.time.InstantSource;
import java.util.Optional;

/** Ports that a {@link StreamService} is built on. */
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
    MemoryBudget memory) {}
