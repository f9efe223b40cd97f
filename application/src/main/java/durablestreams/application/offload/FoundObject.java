package durablestreams.application.offload;

/** An object that was found in the archive, with what it says of itself. */
record FoundObject(String name, long size, ObjectFacts facts) {

  long start() {
    return facts.start();
  }

  /** The position after its last unit. */
  long end() {
    return facts.start() + facts.segmentUnits().stream().mapToLong(Long::longValue).sum();
  }
}
