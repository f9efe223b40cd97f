package durablestreams.application.replication.snapshot;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.backup.LogPosition;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.replication.snapshot.LogSnapshots.Snapshot;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Trimming of the commit log by the leader: before the newest snapshot that another node than its
 * maker has restored and checked, and that is old enough. Without other nodes, before the second
 * newest that its maker has checked.
 */
public final class LogTrimmer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LogTrimmer.class.getName());
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final LongSupplier logId;
  private final LogSnapshots snapshots;
  private final Supplier<CommitLog> logs;
  private final Duration keep;
  private final InstantSource clock;
  private final BackgroundLoop loop;
  private LogPlace trimmed = LogPlace.BEGINNING;

  /**
   * @param logId the id of the log that this node follows, 0 before it does
   * @param logs opens the log once more
   * @param keep how long records are kept at least, so that a node that was away need not load a
   *     snapshot
   */
  public LogTrimmer(
      LongSupplier logId,
      LogSnapshots snapshots,
      Supplier<CommitLog> logs,
      Duration keep,
      Leadership leadership,
      InstantSource clock) {
    this.logId = logId;
    this.snapshots = snapshots;
    this.logs = logs;
    this.keep = keep;
    this.clock = clock;
    this.loop = new BackgroundLoop("log-trim", LOOK, leadership, this::look);
  }

  public LogTrimmer start() {
    loop.start();
    return this;
  }

  private boolean look() throws InterruptedException {
    run();
    return false;
  }

  /** Trims as far as that is safe. Returns whether there was anything to trim. */
  public boolean run() throws InterruptedException {
    Optional<LogPosition> safe = safe();
    if (safe.isEmpty() || safe.get().place().number() <= trimmed.number()) {
      return false;
    }
    try (CommitLog log = logs.get()) {
      if (LogSnapshots.misfit(log, safe.get()).isPresent()) {
        return false;
      }
      log.trim(safe.get().place());
    }
    trimmed = safe.get().place();
    LOG.log(Level.INFO, "The commit log was trimmed before record {0}", safe.get().position());
    return true;
  }

  private Optional<LogPosition> safe() {
    long followed = logId.getAsLong();
    Instant until = clock.instant().minus(keep);
    List<Snapshot> sound =
        snapshots.all().stream()
            .filter(s -> followed != 0 && s.at().logId() == followed)
            .filter(s -> s.verdicts().refused().isEmpty())
            .filter(s -> s.manifest().id().begun().isBefore(until))
            .toList();
    Optional<Snapshot> byAnother =
        sound.stream()
            .filter(s -> s.verdicts().accepted().stream().anyMatch(n -> !n.equals(s.at().node())))
            .findFirst();
    return byAnother
        .or(() ->
            sound.stream().filter(s -> !s.verdicts().accepted().isEmpty()).skip(1).findFirst())
        .map(Snapshot::at);
  }

  /** Why the last attempt failed; empty if it did not. */
  public String problem() {
    return loop.problem();
  }

  @Override
  public void close() {
    loop.close();
  }
}
