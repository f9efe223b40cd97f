package durablestreams.application.observe.metric;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Concurrent counts by size. Recording takes no lock and allocates nothing.
 *
 * <p>A size is a whole number of small units; what is served is in large ones: nanoseconds and
 * seconds for times.
 */
public final class Histogram {

  private static final long MICROS = TimeUnit.MICROSECONDS.toNanos(1);
  private static final double NANOS_PER_SECOND = 1e9;

  /** Upper bounds of times, in nanoseconds. */
  private static final long[] TIMES = {
    100 * MICROS,
    250 * MICROS,
    500 * MICROS,
    1_000 * MICROS,
    2_500 * MICROS,
    5_000 * MICROS,
    10_000 * MICROS,
    25_000 * MICROS,
    50_000 * MICROS,
    100_000 * MICROS,
    250_000 * MICROS,
    500_000 * MICROS,
    1_000_000 * MICROS,
    2_500_000 * MICROS,
    10_000_000 * MICROS,
    60_000_000 * MICROS
  };

  private static final long[] COUNTS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096};

  private final long[] bounds;
  private final double unit;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  private Histogram(long[] bounds, double unit) {
    this.bounds = bounds;
    this.unit = unit;
    this.counts = new LongAdder[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Of times in nanoseconds, from 100 microseconds to a minute. */
  public static Histogram ofNanos() {
    return new Histogram(TIMES, NANOS_PER_SECOND);
  }

  /** Of numbers of things, from 1 to 4,096. */
  public static Histogram ofCounts() {
    return new Histogram(COUNTS, 1);
  }

  public void record(long size) {
    int bucket = 0;
    while (bucket < bounds.length && size > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(size);
  }

  /** Upper bounds of all buckets but the last, which has none. */
  public double[] bounds() {
    double[] scaled = new double[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      scaled[i] = bounds[i] / unit;
    }
    return scaled;
  }

  /** How many sizes fell into each bucket. */
  public long[] counts() {
    long[] now = new long[counts.length];
    for (int i = 0; i < now.length; i++) {
      now[i] = counts[i].sum();
    }
    return now;
  }

  /** Whether anything was recorded. */
  public boolean isEmpty() {
    for (LongAdder count : counts) {
      if (count.sum() > 0) {
        return false;
      }
    }
    return true;
  }

  public double sum() {
    return sum.sum() / unit;
  }
}
