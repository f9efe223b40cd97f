package durablestreams.application.backup;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.job.JobKind;
import durablestreams.application.job.JobProgress;
import durablestreams.application.job.JobStatus;
import durablestreams.application.job.Jobs;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Schedule of backups: one whenever the latest is old enough, and one whenever it is asked for,
 * each a job. After a failure the next attempt follows in a quarter of an hour at most.
 */
public final class BackupSchedule implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BackupSchedule.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMinutes(15);

  private final CreateBackup backup;
  private final Jobs jobs;
  private final BackupCatalog catalog;
  private final Optional<Duration> every;
  private final InstantSource clock;
  private final BackgroundLoop loop;
  private volatile Optional<BackupStatus.Last> last = Optional.empty();
  private volatile String problem = "";
  private volatile Instant notBefore = Instant.MIN;
  private boolean looked;

  /**
   * @param every how old the latest backup may get; empty for backups on request only
   */
  public BackupSchedule(
      CreateBackup backup,
      BackupCatalog catalog,
      Optional<Duration> every,
      Jobs jobs,
      Leadership leadership,
      InstantSource clock) {
    this.backup = backup;
    this.jobs = jobs;
    this.catalog = catalog;
    this.every = every;
    this.clock = clock;
    this.loop = new BackgroundLoop("backup", LOOK, leadership, this::look);
  }

  public BackupSchedule start() {
    jobs.offer(JobKind.BACKUP, this::make);
    loop.start();
    return this;
  }

  /** Begins a backup; false if one is being made. */
  public boolean request() {
    return jobs.start(JobKind.BACKUP).isPresent();
  }

  public BackupStatus status() {
    Optional<JobStatus> running = jobs.current(JobKind.BACKUP);
    return new BackupStatus(
        running.isPresent(), running.map(JobStatus::done).orElse(0L), last, problem);
  }

  private boolean look() {
    if (jobs.current(JobKind.BACKUP).isEmpty() && isDue()) {
      request();
    }
    return false;
  }

  private boolean isDue() {
    if (every.isEmpty() || clock.instant().isBefore(notBefore)) {
      return false;
    }
    if (!looked) {
      Instant now = clock.instant();
      // A later time is of a clock that was ahead.
      List<BackupId> known =
          catalog.complete().stream().filter(id -> !id.begun().isAfter(now)).toList();
      last = known.isEmpty() ? Optional.empty() : latest(known.getLast());
      looked = true;
    }
    return last.isEmpty() || !clock.instant().isBefore(last.get().begun().plus(every.get()));
  }

  private Optional<BackupStatus.Last> latest(BackupId id) {
    try {
      return catalog.manifest(id).map(BackupStatus.Last::of);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "The manifest of the backup {0} is damaged: {1}", id, e.getMessage());
      return Optional.empty();
    }
  }

  private String make(JobProgress progress) throws InterruptedException {
    progress.of(0, "bytes");
    try {
      BackupManifest made = backup.run(progress::done);
      last = Optional.of(BackupStatus.Last.of(made));
      problem = "";
      return "backup %s: %d bytes in %d parts"
          .formatted(made.id(), made.bytes(), made.parts().size());
    } catch (InterruptedException | CancellationException e) {
      failed("cancelled");
      throw e;
    } catch (RuntimeException e) {
      failed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
      throw e;
    }
  }

  private void failed(String reason) {
    problem = reason;
    notBefore =
        clock.instant().plus(every.filter(pause -> pause.compareTo(RETRY) < 0).orElse(RETRY));
  }

  @Override
  public void close() {
    loop.close();
    jobs.stop(JobKind.BACKUP);
  }
}
