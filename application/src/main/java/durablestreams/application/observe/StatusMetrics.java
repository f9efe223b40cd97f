package durablestreams.application.observe;

import durablestreams.application.memory.ShareUse;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.time.Duration;
import java.util.Locale;

/** The {@link ServerStatus} as metrics. */
public final class StatusMetrics implements MetricSource {

  static final Metric STREAMS =
      Metric.gauge("durable_streams_streams", "Streams that exist, soft-deleted ones included");
  static final Metric FORKS =
      Metric.gauge("durable_streams_forks", "Streams that share the beginning of another");
  static final Metric PRODUCERS =
      Metric.gauge(
          "durable_streams_producers", "Idempotent producers of the streams that are in memory");
  static final Metric HOT_ROWS = Metric.gauge("durable_streams_hot_rows", "Rows of the hot log");
  static final Metric HOT_BYTES =
      Metric.gauge("durable_streams_hot_bytes", "Payload bytes in the hot log");
  static final Metric STORE_BYTES =
      Metric.gauge("durable_streams_store_bytes", "Size of the store on disk");
  static final Metric PENDING =
      Metric.gauge(
          "durable_streams_archive_pending_segments", "Sealed segments that are pending upload");
  static final Metric PENDING_BYTES =
      Metric.gauge(
          "durable_streams_archive_pending_bytes", "Payload bytes of segments pending upload");
  static final Metric OBJECTS =
      Metric.gauge("durable_streams_archive_objects", "Objects in the archive");
  static final Metric GARBAGE =
      Metric.gauge(
          "durable_streams_archive_garbage_objects", "Garbage objects that are not removed yet");
  static final Metric STORE_UP =
      Metric.gauge("durable_streams_store_up", "1 while the store works, 0 while it fails");
  static final Metric ARCHIVE_UP =
      Metric.gauge("durable_streams_archive_up", "1 while the archive works, 0 while it fails");
  static final Metric MEMORY_LIMIT =
      Metric.gauge(
          "durable_streams_memory_limit_bytes", "Limit of a share of the memory budget", "share");
  static final Metric MEMORY_USED =
      Metric.gauge(
          "durable_streams_memory_used_bytes",
          "Leased bytes of a share of the memory budget",
          "share");
  static final Metric MEMORY_REFUSED =
      Metric.counter(
          "durable_streams_memory_refused_total",
          "Leases that a share of the memory budget refused",
          "share");

  /** Maximum wait for a count of the store; then the numbers of the one before are given. */
  private static final Duration TIMEOUT = Duration.ofMillis(2);

  private final ReportStatus report;

  public StatusMetrics(ReportStatus report) {
    this.report = report;
  }

  @Override
  public void collect(MetricSink sink) {
    ServerStatus status = report.status(TIMEOUT);
    sink.value(STREAMS, status.streams());
    sink.value(FORKS, status.forks());
    sink.value(PRODUCERS, status.producers());
    sink.value(HOT_ROWS, status.hotRows());
    sink.value(HOT_BYTES, status.hotBytes());
    sink.value(STORE_BYTES, status.storeBytes());
    sink.value(PENDING, status.pendingSegments());
    sink.value(PENDING_BYTES, status.pendingBytes());
    sink.value(OBJECTS, status.objects());
    sink.value(GARBAGE, status.garbageObjects());
    sink.value(STORE_UP, status.storeProblem().isEmpty() ? 1 : 0);
    sink.value(ARCHIVE_UP, status.archiveProblem().isEmpty() ? 1 : 0);
    for (ShareUse use : status.memory()) {
      String share = use.share().name().toLowerCase(Locale.ROOT);
      sink.value(MEMORY_LIMIT, use.limit(), share);
      sink.value(MEMORY_USED, use.used(), share);
      sink.value(MEMORY_REFUSED, use.refused(), share);
    }
  }
}
