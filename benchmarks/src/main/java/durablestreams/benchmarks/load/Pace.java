package durablestreams.benchmarks.load;

/** The rule that says when a connection sends its next request. */
@FunctionalInterface
public interface Pace {

  /** The {@link System#nanoTime} instant at which the next request is due. */
  long due(long now);

  /** A closed loop: the next request goes out as soon as the answer is there. */
  static Pace unlimited() {
    return now -> now;
  }

  /**
   * A fixed rate. A connection that is held up sends late but is measured from when it should have
   * sent, so that a stall of the server shows in every request it delayed.
   *
   * @param start when the first request is due
   * @param intervalNanos time between two requests
   */
  static Pace every(long start, long intervalNanos) {
    return new Pace() {
      private long next = start;

      @Override
      public long due(long now) {
        long due = next;
        next += intervalNanos;
        return due;
      }
    };
  }
}
