package durablestreams.adapters.http.connection.waits;

/**
 * Minimum rate of a request body. A body that keeps moving may take an hour, and longer at a
 * minimum rate. While resources are scarce there is a minimum rate from its first seconds on, so
 * that slow clients do not hold what others need.
 */
final class BodyRate {

  private static final long SECOND = 1_000_000_000;

  /** Nanoseconds that a body may take at any rate. */
  static final long AT_ANY_RATE = 3_600 * SECOND;

  /** Bytes per second that a body must bring on average beyond that time. */
  static final long SLOWEST = 4 << 10;

  /** Bytes per second that a body must bring on average while resources are scarce. */
  static final long SLOWEST_WHEN_SCARCE = 64 << 10;

  private BodyRate() {}

  /** How long a body may take that has brought that number of bytes, in nanoseconds. */
  static long allowed(long timeout, long bytes, boolean scarce) {
    return scarce
        ? stall(timeout, true) + bytes * (SECOND / SLOWEST_WHEN_SCARCE)
        : Math.max(timeout, AT_ANY_RATE) + bytes * (SECOND / SLOWEST);
  }

  /** How long a body may bring nothing, in nanoseconds. */
  static long stall(long timeout, boolean scarce) {
    return scarce ? timeout / 4 : timeout;
  }
}
