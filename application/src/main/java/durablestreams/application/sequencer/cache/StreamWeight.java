package durablestreams.application.sequencer.cache;

import durablestreams.domain.stream.StreamState;

/**
 * Estimate of the heap bytes that a warm stream keeps, rounded up: what it shares with others, such
 * as the lineage of its source, counts in full. Producers are not included.
 */
final class StreamWeight {

  /** Entry, state, nodes of the two maps, and the values of fixed size. */
  private static final int BASE = 1_024;

  private StreamWeight() {}

  static long of(StreamState state) {
    return BASE
        + 2L * state.path().value().length()
        + 2L * state.contentType().value().length()
        + 2L * state.lastSeq().value().length()
        + state.lineage().retainedBytes();
  }
}
