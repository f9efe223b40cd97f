package durablestreams.application.offload;

import durablestreams.domain.segment.SegmentObjectName;

/** An object that was found in the archive, with what it says of itself. */
record FoundObject(String name, long size, ObjectFacts facts) {

  /** The epoch of the claim under which it was written. */
  long epoch() {
    return SegmentObjectName.epochOf(name).orElse(0);
  }

  /** Whether compaction made it. */
  boolean merged() {
    return SegmentObjectName.isMerged(name);
  }

  long start() {
    return facts.start();
  }

  /** The position after its last unit. */
  long end() {
    return facts.start() + facts.segmentUnits().stream().mapToLong(Long::longValue).sum();
  }
}
