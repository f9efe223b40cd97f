package durablestreams.bootstrap.cluster;

import durablestreams.adapters.sqlite.SqliteSnapshotScratch;
import durablestreams.application.background.BackgroundLoop;
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
 * Background work of a node with snapshots: once a minute it lists them, trims the log while it
 * leads, and checks the newest one if another node made it.
 */
public final class NodeSnapshots implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(NodeSnapshots.class.getName());

  /** In the data folder. */
  private static final String SCRATCH = "check.tmp";

  private static final Duration PASS = Duration.ofMinutes(1);
  private static final long LOOK = Duration.ofSeconds(30).toNanos();

  private final BackgroundLoop loop;

  private NodeSnapshots(BackgroundLoop loop) {
    this.loop = loop;
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
            snapshots,
            new RestoreBackup(backups.target()),
            () -> engine.open(settings),
            () -> new SqliteSnapshotScratch(scratch),
            clock);
    LogTrimmer trimmer =
        new LogTrimmer(
            () -> engine.open(settings),
            settings.get(ClusterCatalog.LOG_KEEP),
            node.leadership(),
            clock);
    return Optional.of(
        new NodeSnapshots(
            new BackgroundLoop(
                "snapshots",
                PASS,
                () -> {
                  pass(snapshots.of(node.logId()), trimmer, check);
                  return false;
                })));
  }

  /** Checks even if the log cannot be trimmed: without checks nothing could ever be trimmed. */
  private static void pass(LogSnapshots.Listing listing, LogTrimmer trimmer, SnapshotCheck check)
      throws InterruptedException {
    Optional<RuntimeException> failure = Optional.empty();
    try {
      trimmer.run(listing);
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
    check.run(listing);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  public NodeSnapshots start() {
    loop.start();
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
    loop.close();
  }
}
