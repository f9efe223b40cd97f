package durablestreams.simulation.cluster;

import durablestreams.application.UnavailableException;
import durablestreams.application.backup.BackupManifest;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.DamagedSnapshotException;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.node.ClusterNode;
import durablestreams.application.replication.snapshot.LogJoin;
import durablestreams.application.replication.snapshot.LogSnapshots;
import durablestreams.application.replication.snapshot.LogTrimmer;
import durablestreams.application.replication.snapshot.SnapshotCheck;
import durablestreams.application.replication.snapshot.SnapshotDefect;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.weave.Mutant;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Work of a node with snapshots: joins with them, makes and checks them, and trims the log. */
final class SnapshotWork {

  private static final int PAUSE_MILLIS = 2_000;

  private final String node;
  private final Scheduler scheduler;
  private final Snapshots snapshots;
  private final ReplicaDisk disk;
  private final Supplier<CommitLog> logs;
  private final InstantSource clock;
  private final Mutant mutant;

  SnapshotWork(
      String node,
      Scheduler scheduler,
      Snapshots snapshots,
      ReplicaDisk disk,
      Supplier<CommitLog> logs,
      InstantSource clock,
      Mutant mutant) {
    this.node = node;
    this.scheduler = scheduler;
    this.snapshots = snapshots;
    this.disk = disk;
    this.logs = logs;
    this.clock = clock;
    this.mutant = mutant;
  }

  /** Makes the disk one that goes on with the log, before anything uses it. */
  void join() {
    while (!joined()) {
      Cluster.pause();
    }
  }

  private boolean joined() {
    try (CommitLog log = logs.get()) {
      LogJoin.Way way =
          new LogJoin(log, Optional.of(snapshots.all()))
              .way(disk.progress(), !disk.log().isEmpty());
      return !(way instanceof LogJoin.Way.Restore(BackupManifest snapshot)) || restored(snapshot);
    } catch (LogUnavailableException e) {
      // With what it has, a node may start: it follows once the log is there.
      return disk.progress().isPresent();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean restored(BackupManifest snapshot) throws InterruptedException {
    try {
      snapshots.restoring().run(snapshot, snapshots.onto(disk), bytes -> {});
    } catch (DamagedSnapshotException e) {
      scheduler.trace(node + " cannot restore " + snapshot.id() + ": " + e.getMessage());
      SnapshotDefect.Found defect =
          SnapshotDefect.NOT_RESTORABLE.found(String.valueOf(e.getMessage()));
      snapshots.all().checked(snapshot, node, Optional.of(defect));
      return false;
    } catch (UnavailableException e) {
      return false;
    }
    scheduler.trace(node + " restored " + snapshot.id());
    LogJoin.requireRestored(snapshot, disk.progress());
    return true;
  }

  /** Works until the process ends. */
  void run(ClusterNode member) {
    Duration keep = Duration.ofMillis(scheduler.random().nextInt(2_000));
    LogTrimmer trimmer = new LogTrimmer(logs, keep, member.leadership(), clock);
    SnapshotCheck check =
        new SnapshotCheck(
            node, snapshots.all(), snapshots.restoring(), logs, snapshots::scratch, clock);
    while (true) {
      Servers.pause(Duration.ofMillis(1 + scheduler.random().nextInt(PAUSE_MILLIS)));
      try {
        work(member, trimmer, check);
      } catch (UnavailableException e) {
        scheduler.trace(node + " cannot work on snapshots: " + e.getMessage());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private LogSnapshots.Listing listing(ClusterNode member) {
    return snapshots.all().of(member.logId());
  }

  private void work(ClusterNode member, LogTrimmer trimmer, SnapshotCheck check)
      throws InterruptedException {
    switch (scheduler.random().nextInt(3)) {
      case 0 -> {
        if (member.leadership().held()) {
          snapshots.make(node, disk, clock);
        }
      }
      case 1 -> {
        if (mutant == Mutant.SNAPSHOT_NOT_CHECKED) {
          snapshots.accept(node);
        } else if (check.run(listing(member))) {
          scheduler.trace(node + " checked a snapshot");
        }
      }
      default -> {
        if (trimmer.run(listing(member))) {
          scheduler.trace(node + " trimmed the log");
        }
      }
    }
  }
}
