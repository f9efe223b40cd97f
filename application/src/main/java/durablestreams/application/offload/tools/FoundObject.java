package durablestreams.application.offload.tools;

import durablestreams.application.offload.ObjectMetadata;
import durablestreams.domain.segment.SegmentObjectName;

/** Object that was found in the archive, with its description. */
record FoundObject(String name, long size, ObjectMetadata metadata) {

  /** The epoch of the claim under which it was written. */
  long epoch() {
    return SegmentObjectName.epochOf(name).orElse(0);
  }

  /** Whether compaction made it. */
  boolean merged() {
    return SegmentObjectName.isMerged(name);
  }

  long start() {
    return metadata.start();
  }

  /** The position after its last unit. */
  long end() {
    return metadata.start() + metadata.segmentUnits().stream().mapToLong(Long::longValue).sum();
  }
}
