package durablestreams.simulation.cluster;

import durablestreams.adapters.memory.HeapArchiveClaims;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.backup.BackupCatalog;
import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.CreateBackup;
import durablestreams.application.backup.KeptBackups;
import durablestreams.application.backup.RestoreBackup;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.snapshot.LogJoin;
import durablestreams.application.replication.snapshot.LogSnapshots;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.Stepping;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Place of the snapshots of all nodes. The one file of a snapshot names what a disk held; now and
 * then a part of one is lost.
 */
final class Snapshots {

  private static final int FEW = 2;

  private final Scheduler scheduler;
  private final ClusterFaults faults;
  private final SegmentArchive bucket;
  private final BackupCatalog catalog;
  private final LogSnapshots snapshots;
  private final List<List<ReplicaDisk.Written>> contents = new ArrayList<>();
  private final int kept;

  Snapshots(Scheduler scheduler, ClusterFaults faults) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.bucket = Stepping.of(SegmentArchive.class, new InMemorySegmentArchive(), scheduler);
    this.catalog = new BackupCatalog(bucket);
    this.snapshots = new LogSnapshots(catalog);
    this.kept = 1 + scheduler.random().nextInt(FEW);
  }

  LogSnapshots all() {
    return snapshots;
  }

  RestoreBackup restoring() {
    return new RestoreBackup(bucket);
  }

  /** Makes a snapshot of a disk, unless that is empty. */
  void make(String node, ReplicaDisk disk, InstantSource clock) throws InterruptedException {
    Optional<ReplicaProgress> progress = disk.progress().map(ReplicaProgress::decode);
    if (progress.isEmpty()) {
      return;
    }
    BackupManifest made =
        new CreateBackup(
                sink -> copy(disk, sink),
                new HeapArchiveClaims("5".repeat(32)),
                bucket,
                new KeptBackups(catalog, Optional.empty()),
                new CreateBackup.Settings("simulation", "memory", kept),
                clock,
                () -> progress.map(p -> LogJoin.position(p, node)))
            .run(bytes -> {});
    scheduler.trace(node + " made the snapshot " + made.id());
    if (faults.ofSnapshot()) {
      scheduler.trace("a part of " + made.id() + " is lost");
      bucket.delete(made.parts().getFirst().name());
    }
  }

  private void copy(ReplicaDisk disk, SnapshotSource.Sink sink) throws InterruptedException {
    ByteBuffer name = ByteBuffer.allocate(Integer.BYTES).putInt(contents.size()).flip();
    contents.add(List.copyOf(disk.log()));
    sink.write("database", 0, name);
    sink.size("database", Integer.BYTES);
  }

  /** Says of the newest snapshot that a node has checked it, although it has not. */
  void accept(String node) {
    catalog.verdicts().keySet().stream()
        .findFirst()
        .ifPresent(newest -> catalog.checked(newest, node, ""));
  }

  /** Takes a snapshot in place of what a disk holds. */
  SnapshotSource.Restore onto(ReplicaDisk disk) {
    return new SnapshotSource.Restore() {
      private int content = -1;

      @Override
      public void write(String file, long offset, ByteBuffer bytes) {
        content = bytes.getInt();
      }

      @Override
      public void size(String file, long bytes) {}

      @Override
      public void finish() {
        disk.replace(contents.get(content));
      }

      @Override
      public void close() {}
    };
  }

  /** A disk on which a snapshot is only looked at. */
  SnapshotSource.Scratch scratch() {
    ReplicaDisk disk = new ReplicaDisk();
    return new SnapshotSource.Scratch() {
      @Override
      public SnapshotSource.Restore restore() {
        return onto(disk);
      }

      @Override
      public Optional<byte[]> progress() {
        return disk.progress();
      }

      @Override
      public void close() {}
    };
  }
}
