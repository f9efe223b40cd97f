package durablestreams.application.replication.snapshot;

import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.LogPosition;
import durablestreams.application.backup.RestoreBackup;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.DamagedSnapshotException;
import durablestreams.application.replication.snapshot.LogSnapshots.Listing;
import durablestreams.application.replication.snapshot.LogSnapshots.Snapshot;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Check of the newest snapshot by another node than the one that made it: the snapshot is restored
 * beside the store, its parts and pages are checked, and its position is compared with the log. The
 * log is trimmed only before a snapshot that passed.
 *
 * <p>A node checks a snapshot of its own when no other has done so for {@value #OWN_AFTER_MINUTES}
 * minutes, as in a cluster of one.
 */
public final class SnapshotCheck {

  private static final System.Logger LOG = System.getLogger(SnapshotCheck.class.getName());
  private static final int OWN_AFTER_MINUTES = 60;

  private final String node;
  private final LogSnapshots snapshots;
  private final RestoreBackup restore;
  private final Supplier<CommitLog> logs;
  private final Supplier<SnapshotSource.Scratch> scratches;
  private final InstantSource clock;

  /**
   * @param node the name of this node
   * @param logs opens the log once more
   * @param scratches opens a place for one snapshot
   */
  public SnapshotCheck(
      String node,
      LogSnapshots snapshots,
      RestoreBackup restore,
      Supplier<CommitLog> logs,
      Supplier<SnapshotSource.Scratch> scratches,
      InstantSource clock) {
    this.node = node;
    this.snapshots = snapshots;
    this.restore = restore;
    this.logs = logs;
    this.scratches = scratches;
    this.clock = clock;
  }

  /** Checks the newest snapshot of the log, if that is this node's. Returns whether it was. */
  public boolean run(Listing listing) throws InterruptedException {
    Optional<Snapshot> newest = listing.snapshots().stream().findFirst();
    if (newest.isEmpty() || !isMine(newest.get())) {
      return false;
    }
    BackupManifest manifest = newest.get().manifest();
    Optional<SnapshotDefect.Found> defect = check(manifest, newest.get().at());
    snapshots.checked(manifest, node, defect);
    if (defect.isEmpty()) {
      LOG.log(Level.INFO, "The snapshot {0} was restored and checked", manifest.id());
    } else {
      LOG.log(Level.ERROR, defect.get().sentence("The snapshot " + manifest.id()));
    }
    return true;
  }

  private boolean isMine(Snapshot snapshot) {
    String maker = snapshot.at().node();
    boolean checked =
        snapshot.verdicts().accepted().stream().anyMatch(n -> !n.equals(maker) || n.equals(node));
    boolean young =
        clock
            .instant()
            .isBefore(snapshot.manifest().completed().plus(Duration.ofMinutes(OWN_AFTER_MINUTES)));
    return !checked && snapshot.verdicts().refused().isEmpty() && !(maker.equals(node) && young);
  }

  private Optional<SnapshotDefect.Found> check(BackupManifest manifest, LogPosition at)
      throws InterruptedException {
    try (SnapshotSource.Scratch scratch = scratches.get()) {
      try (SnapshotSource.Restore into = scratch.restore()) {
        restore.run(manifest, into, bytes -> {});
      }
      Optional<SnapshotDefect.Found> defect = LogJoin.defect(manifest, scratch.progress());
      if (defect.isPresent()) {
        return defect;
      }
    } catch (DamagedSnapshotException e) {
      return Optional.of(SnapshotDefect.NOT_RESTORABLE.found(String.valueOf(e.getMessage())));
    }
    try (CommitLog log = logs.get()) {
      return LogSnapshots.misfit(log, at);
    }
  }
}
