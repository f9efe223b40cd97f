package durablestreams.benchmarks.measure;

import org.HdrHistogram.Histogram;

/**
 * A histogram of durations in nanoseconds; a quantile is off by less than 0.1 %. Not thread-safe:
 * each thread records into its own and they are added up afterwards.
 */
public final class Latencies {

  private static final int DIGITS = 3;

  private final Histogram histogram = new Histogram(DIGITS);

  /** Records a duration; a negative one counts as 0. */
  public void record(long nanos) {
    histogram.recordValue(Math.max(0, nanos));
  }

  /** Adds all that another one holds. */
  public void add(Latencies other) {
    histogram.add(other.histogram);
  }

  /** Number of recorded durations. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** Longest duration in milliseconds, 0 when there is none. */
  public double longestMillis() {
    return histogram.getMaxValue() / 1e6;
  }

  /**
   * The duration in milliseconds that this share of all stays at or below, 0 when there is none.
   *
   * @param share between 0 and 1, such as 0.99
   */
  public double millis(double share) {
    return histogram.getValueAtPercentile(100 * share) / 1e6;
  }
}
