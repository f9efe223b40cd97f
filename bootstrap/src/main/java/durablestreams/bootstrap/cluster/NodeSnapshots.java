package durablestreams.bootstrap.cluster;

import durablestreams.adapters.sqlite.SqliteSnapshotScratch;
import durablestreams.application.backup.RestoreBackup;
import durablestreams.application.replication.node.ClusterNode;
import durablestreams.application.replication.snapshot.LogSnapshots;
import durablestreams.application.replication.snapshot.LogTrimmer;
import durablestreams.application.replication.snapshot.SnapshotCheck;
import durablestreams.bootstrap.backup.Backups;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.storage.CommitLogProvider;
import durablestreams.bootstrap.storage.CommitLogs;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Background work of a node with snapshots: it checks those of others, and trims while it leads.
 */
public final class NodeSnapshots implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(NodeSnapshots.class.getName());

  /** In the data folder. */
  private static final String SCRATCH = "check.tmp";

  private static final long LOOK = Duration.ofSeconds(30).toNanos();

  private final SnapshotCheck check;
  private final LogTrimmer trimmer;

  private NodeSnapshots(SnapshotCheck check, LogTrimmer trimmer) {
    this.check = check;
    this.trimmer = trimmer;
  }

  /** Empty where there are no snapshots. */
  public static Optional<NodeSnapshots> of(
      Settings settings, Backups backups, ClusterNode node, InstantSource clock) {
    if (backups.create().isEmpty()) {
      return Optional.empty();
    }
    CommitLogProvider engine = CommitLogs.engine(settings).orElseThrow();
    Path scratch = settings.get(StoreCatalog.DATA).resolve(SCRATCH);
    LogSnapshots snapshots = new LogSnapshots(backups.catalog());
    SnapshotCheck check =
        new SnapshotCheck(
            settings.get(ClusterCatalog.NODE),
            node::logId,
            snapshots,
            new RestoreBackup(backups.target()),
            () -> engine.open(settings),
            () -> new SqliteSnapshotScratch(scratch),
            clock);
    LogTrimmer trimmer =
        new LogTrimmer(
            node::logId,
            snapshots,
            () -> engine.open(settings),
            settings.get(ClusterCatalog.LOG_KEEP),
            node.leadership(),
            clock);
    return Optional.of(new NodeSnapshots(check, trimmer));
  }

  public NodeSnapshots start() {
    check.start();
    trimmer.start();
    return this;
  }

  /**
   * What a node does whose place in the log was trimmed: looks now and then whether a snapshot is
   * there, and has the process end if one is, because the next start restores it.
   */
  public static Runnable whenNeeded(NodeFolder folder, Runnable end) {
    return new Runnable() {
      private long lookedAt = System.nanoTime() - LOOK;

      @Override
      public void run() {
        if (System.nanoTime() - lookedAt < LOOK) {
          return;
        }
        lookedAt = System.nanoTime();
        if (folder.canRestore()) {
          LOG.log(Level.ERROR, "This node ends, because its next start restores a snapshot");
          end.run();
        }
      }
    };
  }

  @Override
  public void close() {
    check.close();
    trimmer.close();
  }
}
