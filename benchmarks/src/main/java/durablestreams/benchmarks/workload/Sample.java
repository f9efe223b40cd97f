package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.measure.Latencies;
import java.util.EnumMap;
import java.util.Map;

/** The figures of one run of one workload on one target. */
public final class Sample {

  private final Map<Metric, Double> values = new EnumMap<>(Metric.class);

  /** Puts a figure; returns this sample. */
  public Sample put(Metric metric, double value) {
    values.put(metric, value);
    return this;
  }

  /** Puts the quantiles of latencies, unless there are none; returns this sample. */
  public Sample putLatencies(Latencies latency) {
    if (latency.count() == 0) {
      return this;
    }
    return put(Metric.P50, latency.millis(0.5))
        .put(Metric.P99, latency.millis(0.99))
        .put(Metric.P999, latency.millis(0.999))
        .put(Metric.LONGEST, latency.longestMillis());
  }

  /** All figures. */
  public Map<Metric, Double> values() {
    return values;
  }
}
