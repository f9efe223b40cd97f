package durablestreams.benchmarks.load;

/** Phase of a run: what happens while warming up is not counted. */
public enum Phase {
  /** Load is on, nothing is counted. */
  WARM_UP,
  /** Load is on and counted. */
  MEASURE,
  /** No new requests are sent; answers under way are awaited. */
  DRAIN
}
