package durablestreams.adapters.http.cluster;

import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Counts of forwarded requests, and of the calls of other nodes. */
final class ClusterMetrics implements MetricSource {

  static final Metric FORWARDED =
      Metric.counter(
          "durable_streams_cluster_forwarded_total",
          "Requests that were forwarded to the leader, by what became of them",
          "outcome");
  static final Metric WAITING =
      Metric.gauge(
          "durable_streams_cluster_waiting_requests", "Requests that wait for a leader now");
  static final Metric BARRIERS =
      Metric.histogram(
          "durable_streams_cluster_barrier_duration_seconds",
          "Time in which the leader answered with the position that reads wait for");
  static final Metric BARRIER_FAILURES =
      Metric.counter(
          "durable_streams_cluster_barrier_failures_total",
          "Questions for that position that the leader did not answer");

  /** What becomes of a forwarded request. */
  enum Outcome {
    /** The leader has answered, and the client has the answer. */
    ANSWERED,
    /** There was no leader in time; nothing was done. */
    NO_LEADER,
    /** Whether it was done is not known. */
    UNKNOWN,
    /** Too many are forwarded, or memory is short. */
    REFUSED,
    /** This node became the leader. */
    SERVED_HERE,
    /** The client was gone, or the answer broke off. */
    BROKEN
  }

  private final LongAdder[] forwarded = new LongAdder[Outcome.values().length];
  private final LongAdder waiting = new LongAdder();
  private final Histogram barriers = Histogram.ofNanos();
  private final LongAdder barrierFailures = new LongAdder();

  ClusterMetrics() {
    for (int i = 0; i < forwarded.length; i++) {
      forwarded[i] = new LongAdder();
    }
  }

  void forwarded(Outcome outcome) {
    forwarded[outcome.ordinal()].increment();
  }

  long count(Outcome outcome) {
    return forwarded[outcome.ordinal()].sum();
  }

  void waits(int change) {
    waiting.add(change);
  }

  void barrier(long nanos, boolean answered) {
    if (answered) {
      barriers.record(nanos);
    } else {
      barrierFailures.increment();
    }
  }

  @Override
  public void collect(MetricSink sink) {
    for (Outcome outcome : Outcome.values()) {
      sink.value(FORWARDED, count(outcome), outcome.name().toLowerCase(Locale.ROOT));
    }
    sink.value(WAITING, waiting.sum());
    sink.histogram(BARRIERS, barriers);
    sink.value(BARRIER_FAILURES, barrierFailures.sum());
  }
}
