package durablestreams.application.observe.metric;

/**
 * Owner of numbers that are read when metrics are asked for. A part of the server counts as cheaply
 * as it can, or does not count at all and reads what it has anyway.
 */
@FunctionalInterface
public interface MetricSource {

  /** Gives the current values; it returns soon, whatever the server is doing. */
  void collect(MetricSink sink);
}
