package durablestreams.application.sequencer;

import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.domain.change.StreamChange;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** Counts of the lane, recorded once for each group, and once for each wait in the queue. */
final class LaneMetrics implements MetricSource {

  static final Metric APPENDS =
      Metric.counter("durable_streams_appends_total", "Appends that were committed");
  static final Metric MESSAGES =
      Metric.counter("durable_streams_append_messages_total", "Messages that were committed");
  static final Metric BYTES =
      Metric.counter("durable_streams_append_bytes_total", "Payload bytes that were committed");
  static final Metric GROUP =
      Metric.histogram(
          "durable_streams_commit_group_operations",
          "Operations that were decided and committed together");
  static final Metric QUEUED =
      Metric.gauge("durable_streams_commit_queue_operations", "Operations in the commit queue");
  static final Metric WAIT =
      Metric.histogram(
          "durable_streams_commit_queue_wait_seconds", "Time of an operation in the commit queue");
  static final Metric COMMIT =
      Metric.histogram(
          "durable_streams_commit_duration_seconds",
          "Time of a commit of the store, fsync included");
  static final Metric FAILURES =
      Metric.counter(
          "durable_streams_commit_failures_total",
          "Commits that failed, with a known or unknown outcome");

  private final IntSupplier queued;
  private final LongAdder appends = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Histogram groups = Histogram.ofCounts();
  private final Histogram waits = Histogram.ofNanos();
  private final Histogram commits = Histogram.ofNanos();

  LaneMetrics(IntSupplier queued) {
    this.queued = queued;
  }

  /** A group is about to be decided. */
  void began(List<Reply<?>> group) {
    groups.record(group.size());
    long now = System.nanoTime();
    for (Reply<?> reply : group) {
      waits.record(now - reply.queuedAt());
    }
  }

  void committed(List<StreamChange> changes, long nanos) {
    commits.record(nanos);
    long newAppends = 0;
    long newMessages = 0;
    long newBytes = 0;
    for (StreamChange change : changes) {
      if (change instanceof StreamChange.Appended appended) {
        newAppends++;
        newMessages += appended.batch().messageCount();
        newBytes += appended.batch().payloadBytes();
      }
    }
    appends.add(newAppends);
    messages.add(newMessages);
    bytes.add(newBytes);
  }

  void failed() {
    failures.increment();
  }

  @Override
  public void collect(MetricSink sink) {
    sink.value(APPENDS, appends.sum());
    sink.value(MESSAGES, messages.sum());
    sink.value(BYTES, bytes.sum());
    sink.value(QUEUED, queued.getAsInt());
    sink.value(FAILURES, failures.sum());
    sink.histogram(GROUP, groups);
    sink.histogram(WAIT, waits);
    sink.histogram(COMMIT, commits);
  }
}
