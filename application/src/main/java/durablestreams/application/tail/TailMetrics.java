package durablestreams.application.tail;

import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.util.concurrent.atomic.LongAdder;

/** Counts of what live readers were given, and from where. */
public final class TailMetrics implements MetricSource {

  static final Metric DELIVERIES =
      Metric.counter(
          "durable_streams_live_deliveries_total",
          "Times that a live reader was given messages, from the tail window or from storage",
          "source");
  static final Metric LAGGARDS =
      Metric.counter(
          "durable_streams_live_laggards_total",
          "Times that a live reader fell behind the tail window and went on from storage");

  private final LongAdder fromWindow = new LongAdder();
  private final LongAdder fromStorage = new LongAdder();
  private final LongAdder laggards = new LongAdder();

  /** A reader was given messages of the window. */
  public void fromWindow() {
    fromWindow.increment();
  }

  /**
   * A reader was given messages of storage.
   *
   * @param lagged whether it followed the window before
   */
  public void fromStorage(boolean lagged) {
    fromStorage.increment();
    if (lagged) {
      laggards.increment();
    }
  }

  @Override
  public void collect(MetricSink sink) {
    sink.value(DELIVERIES, fromWindow.sum(), "window");
    sink.value(DELIVERIES, fromStorage.sum(), "storage");
    sink.value(LAGGARDS, laggards.sum());
  }
}
