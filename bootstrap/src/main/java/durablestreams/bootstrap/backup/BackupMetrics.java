package durablestreams.bootstrap.backup;

import durablestreams.application.background.Leadership;
import durablestreams.application.backup.BackupSchedule;
import durablestreams.application.backup.BackupStatus;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The latest backup as metrics; in a cluster, of the node that leads, which makes them. */
public final class BackupMetrics implements MetricSource {

  static final Metric AGE =
      Metric.gauge(
          "durable_streams_backup_age_seconds",
          "How long ago the latest complete backup began, NaN while none is known");
  static final Metric FAILING =
      Metric.gauge(
          "durable_streams_backup_failing", "1 after a failed backup until one succeeds, else 0");
  static final Metric INTERVAL =
      Metric.gauge(
          "durable_streams_backup_interval_seconds", "Value of BACKUP_EVERY, 0 if it is not set");

  private static final double MILLIS_PER_SECOND = 1_000;

  private final BackupSchedule schedule;
  private final Optional<Duration> every;
  private final Leadership leadership;
  private final InstantSource clock;

  public BackupMetrics(
      BackupSchedule schedule,
      Optional<Duration> every,
      Leadership leadership,
      InstantSource clock) {
    this.schedule = schedule;
    this.every = every;
    this.leadership = leadership;
    this.clock = clock;
  }

  @Override
  public void collect(MetricSink sink) {
    if (!leadership.held()) {
      return;
    }
    BackupStatus status = schedule.status();
    sink.value(
        AGE,
        status
            .last()
            .map(last -> seconds(Duration.between(last.begun(), clock.instant())))
            .orElse(Double.NaN));
    sink.value(FAILING, status.problem().isEmpty() ? 0 : 1);
    sink.value(INTERVAL, every.map(BackupMetrics::seconds).orElse(0.0));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / MILLIS_PER_SECOND;
  }
}
