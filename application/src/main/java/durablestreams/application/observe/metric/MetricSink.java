package durablestreams.application.observe.metric;

/** Receiver of the current values, for one answer. */
public interface MetricSink {

  /** The value of a counter or gauge. */
  void value(Metric metric, double value, String... labels);

  /** What a histogram counted so far. */
  void histogram(Metric metric, Histogram histogram, String... labels);
}
