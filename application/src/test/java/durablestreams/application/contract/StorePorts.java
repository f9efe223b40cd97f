package durablestreams.application.contract;

import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;

/** The three ports of one store, which all see the same commits. */
public record StorePorts(StreamStore store, StreamDirectory directory, MaintenanceQueue queue) {}
