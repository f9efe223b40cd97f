package durablestreams.application.offload;

import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts of the background work between the hot log and the archive. */
final class ArchiveMetrics implements MetricSource {

  static final Metric UPLOADS =
      Metric.counter("durable_streams_archive_uploads_total", "Objects that were uploaded");
  static final Metric BYTES =
      Metric.counter("durable_streams_archive_upload_bytes_total", "Bytes of uploaded objects");
  static final Metric SCANNED =
      Metric.counter(
          "durable_streams_archive_scanned_bytes_total",
          "Bytes of the hot log that were read for several uploads at once");
  static final Metric FAILURES =
      Metric.counter(
          "durable_streams_archive_failures_total",
          "Uploads, compactions and removals that failed",
          "work");
  static final Metric COMPACTIONS =
      Metric.counter(
          "durable_streams_archive_compactions_total", "Objects that were made of smaller ones");
  static final Metric OLDEST =
      Metric.gauge(
          "durable_streams_archive_pending_oldest_seconds",
          "How long the oldest segment that is pending upload has waited since it was found");

  private final InstantSource clock;
  private final AtomicLong uploads = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong scanned = new AtomicLong();
  private final AtomicLong compactions = new AtomicLong();
  private final AtomicLong failedUploads = new AtomicLong();
  private final AtomicLong failedCompactions = new AtomicLong();
  private final AtomicLong failedRemovals = new AtomicLong();
  private volatile @Nullable Instant oldest;

  ArchiveMetrics(InstantSource clock) {
    this.clock = clock;
  }

  void uploaded(long size) {
    uploads.incrementAndGet();
    bytes.addAndGet(size);
  }

  void scanned(long logBytes) {
    scanned.addAndGet(logBytes);
  }

  void uploadFailed() {
    failedUploads.incrementAndGet();
  }

  void compacted() {
    compactions.incrementAndGet();
  }

  void compactionFailed() {
    failedCompactions.incrementAndGet();
  }

  void removalFailed() {
    failedRemovals.incrementAndGet();
  }

  /** Sets since when the oldest pending segment waits; {@code null} if there is none. */
  void waitingSince(@Nullable Instant since) {
    oldest = since;
  }

  private double age() {
    Instant since = oldest;
    return since == null
        ? 0
        : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3);
  }

  @Override
  public void collect(MetricSink sink) {
    sink.value(UPLOADS, uploads.get());
    sink.value(BYTES, bytes.get());
    sink.value(SCANNED, scanned.get());
    sink.value(COMPACTIONS, compactions.get());
    sink.value(FAILURES, failedUploads.get(), "upload");
    sink.value(FAILURES, failedCompactions.get(), "compaction");
    sink.value(FAILURES, failedRemovals.get(), "removal");
    sink.value(OLDEST, age());
  }
}
