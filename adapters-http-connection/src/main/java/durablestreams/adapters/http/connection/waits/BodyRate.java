package durablestreams.adapters.http.connection.waits;

/**
 * Minimum rate of a request body. While memory for bodies is scarce it must come faster, so that
 * slow clients do not hold what others need.
 */
final class BodyRate {

  /** Bytes per second that a body must bring on average, after its first seconds. */
  static final long SLOWEST = 4 << 10;

  /** The same while memory is scarce. */
  static final long SLOWEST_WHEN_SCARCE = 64 << 10;

  private static final long SECOND = 1_000_000_000;

  private BodyRate() {}

  /** How long a body may take that has brought that number of bytes, in nanoseconds. */
  static long allowed(long timeout, long bytes, boolean scarce) {
    return stall(timeout, scarce) + bytes * (SECOND / (scarce ? SLOWEST_WHEN_SCARCE : SLOWEST));
  }

  /** How long a body may bring nothing, in nanoseconds. */
  static long stall(long timeout, boolean scarce) {
    return scarce ? timeout / 4 : timeout;
  }
}
