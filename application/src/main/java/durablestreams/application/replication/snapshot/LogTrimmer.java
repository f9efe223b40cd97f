package durablestreams.application.replication.snapshot;

import durablestreams.application.background.Leadership;
import durablestreams.application.backup.LogPosition;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.replication.snapshot.LogSnapshots.Listing;
import durablestreams.application.replication.snapshot.LogSnapshots.Snapshot;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Trimming of the commit log by the leader: as far as records are old enough, but not beyond the
 * newest snapshot that another node than its maker has restored and checked. Without such a
 * snapshot, as in a cluster of one, not beyond the second newest that its maker has checked.
 *
 * <p>How old a record is tell the snapshots, also those that were removed since: with many
 * snapshots a day, none that is kept may be old enough.
 */
public final class LogTrimmer {

  private static final System.Logger LOG = System.getLogger(LogTrimmer.class.getName());

  private final Supplier<CommitLog> logs;
  private final Duration keep;
  private final Leadership leadership;
  private final InstantSource clock;

  /** Positions of snapshots by their beginnings, from the one before which the log begins. */
  private final NavigableMap<Instant, LogPosition> seen = new TreeMap<>();

  private LogPlace trimmed = LogPlace.BEGINNING;

  /**
   * @param logs opens the log once more
   * @param keep how long records are kept at least, so that a node that was away need not load a
   *     snapshot
   */
  public LogTrimmer(
      Supplier<CommitLog> logs, Duration keep, Leadership leadership, InstantSource clock) {
    this.logs = logs;
    this.keep = keep;
    this.leadership = leadership;
    this.clock = clock;
  }

  /**
   * Takes note of the snapshots of the log that this node follows, and trims as far as that is safe
   * if this node leads. Returns whether there was anything to trim.
   */
  public boolean run(Listing listing) throws InterruptedException {
    List<Snapshot> all = listing.snapshots();
    seen.values().removeIf(position -> position.logId() != listing.logId());
    all.forEach(snapshot -> seen.put(snapshot.manifest().id().begun(), snapshot.at()));
    if (!leadership.held()) {
      return false;
    }
    Optional<LogPosition> next = safe(all).flatMap(this::oldUpTo);
    if (next.isEmpty() || next.get().place().number() <= trimmed.number()) {
      return false;
    }
    try (CommitLog log = logs.get()) {
      if (LogSnapshots.misfit(log, next.get()).isPresent()) {
        return false;
      }
      log.trim(next.get().place());
    }
    trimmed = next.get().place();
    seen.values().removeIf(position -> position.place().number() < trimmed.number());
    LOG.log(Level.INFO, "The commit log was trimmed before record {0}", next.get().position());
    return true;
  }

  /** The last position that a node can join at with a snapshot that was checked. */
  private static Optional<LogPosition> safe(List<Snapshot> all) {
    List<Snapshot> sound = all.stream().filter(s -> s.verdicts().refused().isEmpty()).toList();
    Optional<Snapshot> byAnother =
        sound.stream()
            .filter(s -> s.verdicts().accepted().stream().anyMatch(n -> !n.equals(s.at().node())))
            .findFirst();
    return byAnother
        .or(() ->
            sound.stream().filter(s -> !s.verdicts().accepted().isEmpty()).skip(1).findFirst())
        .map(Snapshot::at);
  }

  /** The latest position before which all records are old enough, but not beyond {@code safe}. */
  private Optional<LogPosition> oldUpTo(LogPosition safe) {
    return seen.headMap(clock.instant().minus(keep), false).values().stream()
        .filter(position -> position.place().number() <= safe.place().number())
        .max(Comparator.comparingLong(position -> position.place().number()));
  }
}
