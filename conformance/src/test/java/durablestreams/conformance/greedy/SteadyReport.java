package durablestreams.conformance.greedy;

import java.time.Duration;
import java.util.Arrays;

/** Latencies and failures of the well-behaved client's requests. Safe for use by any thread. */
final class SteadyReport {
  private final Tally failures = new Tally();
  private long[] nanos = new long[1024];
  private int requests;
  private int failed;

  /** Counts one request; {@code failure} is empty for an acknowledged one. */
  synchronized void answered(long took, String failure) {
    if (requests == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * requests);
    }
    nanos[requests++] = took;
    if (!failure.isEmpty()) {
      failed++;
      failures.add(failure);
    }
  }

  synchronized int requests() {
    return requests;
  }

  synchronized int failed() {
    return failed;
  }

  Tally failures() {
    return failures;
  }

  Duration slowest() {
    return quantile(1);
  }

  synchronized Duration quantile(double share) {
    if (requests == 0) {
      return Duration.ZERO;
    }
    long[] sorted = Arrays.copyOf(nanos, requests);
    Arrays.sort(sorted);
    return Duration.ofNanos(sorted[Math.max(0, (int) Math.ceil(share * requests) - 1)]);
  }
}
