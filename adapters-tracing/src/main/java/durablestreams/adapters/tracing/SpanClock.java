package durablestreams.adapters.tracing;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Points in time of {@link System#nanoTime} as those of the wall clock, from one reading of it. */
final class SpanClock {

  private final long epochNanos;
  private final long nanos;

  private SpanClock(long epochNanos, long nanos) {
    this.epochNanos = epochNanos;
    this.nanos = nanos;
  }

  static SpanClock of(InstantSource clock) {
    Instant now = clock.instant();
    return new SpanClock(
        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano(), System.nanoTime());
  }

  /** The beginning, in nanoseconds since 1970. */
  long begin() {
    return epochNanos;
  }

  /** A point in time of {@link System#nanoTime}, in nanoseconds since 1970. */
  long epochNanos(long at) {
    return epochNanos + (at - nanos);
  }
}
