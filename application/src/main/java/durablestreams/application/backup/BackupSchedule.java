package durablestreams.application.backup;

import durablestreams.application.background.BackgroundLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Schedule of backups: one whenever the latest is old enough, and one whenever it is asked for.
 * After a failure the next attempt follows in a quarter of an hour at most.
 */
public final class BackupSchedule implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BackupSchedule.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMinutes(15);

  private final CreateBackup backup;
  private final BackupCatalog catalog;
  private final Optional<Duration> every;
  private final InstantSource clock;
  private final BackgroundLoop loop;
  private final AtomicBoolean requested = new AtomicBoolean();
  private volatile boolean running;
  private volatile long runningBytes;
  private volatile Optional<BackupStatus.Last> last = Optional.empty();
  private volatile String problem = "";
  private Instant notBefore = Instant.MIN;
  private boolean looked;

  /**
   * @param every how old the latest backup may get; empty for backups on request only
   */
  public BackupSchedule(
      CreateBackup backup, BackupCatalog catalog, Optional<Duration> every, InstantSource clock) {
    this.backup = backup;
    this.catalog = catalog;
    this.every = every;
    this.clock = clock;
    this.loop = new BackgroundLoop("backup", LOOK, this::look);
  }

  public BackupSchedule start() {
    loop.start();
    return this;
  }

  /** Begins a backup soon; false if one is being made or about to be. */
  public boolean request() {
    if (running || !requested.compareAndSet(false, true)) {
      return false;
    }
    loop.signal();
    return true;
  }

  public BackupStatus status() {
    return new BackupStatus(running || requested.get(), runningBytes, last, problem);
  }

  private boolean look() throws InterruptedException {
    if (requested.get() || isDue()) {
      make();
    }
    return requested.get();
  }

  private boolean isDue() {
    if (every.isEmpty() || clock.instant().isBefore(notBefore)) {
      return false;
    }
    if (!looked) {
      List<BackupId> known = catalog.complete();
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

  private void make() throws InterruptedException {
    running = true;
    runningBytes = 0;
    requested.set(false);
    try {
      BackupManifest made = backup.run(bytes -> runningBytes = bytes);
      last = Optional.of(BackupStatus.Last.of(made));
      looked = true;
      problem = "";
      LOG.log(
          Level.INFO,
          "Backup {0}: {1} bytes in {2} parts",
          made.id(),
          Long.toString(made.bytes()),
          made.parts().size());
    } catch (RuntimeException e) {
      problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      notBefore =
          clock.instant().plus(every.filter(pause -> pause.compareTo(RETRY) < 0).orElse(RETRY));
      LOG.log(Level.ERROR, "The backup failed: " + problem, e);
    } finally {
      running = false;
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
