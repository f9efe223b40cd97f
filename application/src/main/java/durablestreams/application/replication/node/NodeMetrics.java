package durablestreams.application.replication.node;

import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Numbers of a node of a cluster. */
final class NodeMetrics implements MetricSource {

  static final Metric ROLE =
      Metric.gauge("durable_streams_cluster_role", "1 for what the node does now", "role");
  static final Metric TERM =
      Metric.gauge("durable_streams_cluster_term", "Number of elections so far");
  static final Metric POSITION =
      Metric.gauge(
          "durable_streams_cluster_position", "Position of the last record that is applied");
  static final Metric LEVEL =
      Metric.gauge(
          "durable_streams_cluster_level", "Feature level of the records of the commit log");
  static final Metric READABLE_LEVEL =
      Metric.gauge(
          "durable_streams_cluster_readable_level",
          "Highest feature level of records that this node reads");
  static final Metric QUIET =
      Metric.gauge(
          "durable_streams_cluster_quiet_seconds", "How long ago a record of the log counted last");
  static final Metric WRITTEN =
      Metric.counter(
          "durable_streams_cluster_records_written_total",
          "Records that this node put on the log, heartbeats included");
  static final Metric WAITS =
      Metric.histogram(
          "durable_streams_cluster_read_wait_seconds",
          "Time for which reads waited until this node had applied the present");
  static final Metric WAITS_FAILED =
      Metric.counter(
          "durable_streams_cluster_read_waits_failed_total",
          "Reads that were refused, because this node could not tell the present");

  private final Supplier<NodeStatus> status;
  private final LongSupplier written;
  private final Histogram waits = Histogram.ofNanos();
  private final LongAdder failed = new LongAdder();

  /**
   * @param written how many records this node put on the log
   */
  NodeMetrics(Supplier<NodeStatus> status, LongSupplier written) {
    this.status = status;
    this.written = written;
  }

  /** A read has waited since then, by {@link System#nanoTime}. */
  void waited(long since, boolean present) {
    if (present) {
      waits.record(System.nanoTime() - since);
    } else {
      failed.increment();
    }
  }

  @Override
  public void collect(MetricSink sink) {
    NodeStatus now = status.get();
    for (NodeRole role : NodeRole.values()) {
      sink.value(ROLE, role == now.role() ? 1 : 0, role.label());
    }
    sink.value(TERM, now.term());
    sink.value(POSITION, now.position());
    sink.value(LEVEL, now.level());
    sink.value(READABLE_LEVEL, now.readableLevel());
    sink.value(QUIET, now.quietMillis() / 1e3);
    sink.value(WRITTEN, written.getAsLong());
    sink.histogram(WAITS, waits);
    sink.value(WAITS_FAILED, failed.sum());
  }
}
