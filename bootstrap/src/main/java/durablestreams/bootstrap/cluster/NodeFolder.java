package durablestreams.bootstrap.cluster;

import durablestreams.adapters.sqlite.SqliteSetAside;
import durablestreams.application.backup.BackupCatalog;
import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.RestoreBackup;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.DamagedSnapshotException;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.snapshot.LogJoin;
import durablestreams.application.replication.snapshot.LogJoin.Way;
import durablestreams.application.replication.snapshot.LogSnapshots;
import durablestreams.application.replication.snapshot.SnapshotDefect;
import durablestreams.bootstrap.backup.Backups;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.storage.CommitLogProvider;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.server.assembly.StartException;
import durablestreams.server.store.SqliteFile;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Data folder of a node before its store is opened: where the store cannot go on with the commit
 * log, a snapshot takes its place. The former store is set aside until the node was started with
 * the new one once more.
 */
public final class NodeFolder {

  private static final System.Logger LOG = System.getLogger(NodeFolder.class.getName());

  private final Settings settings;
  private final Supplier<SegmentArchive> archive;
  private final Path data;
  private final SqliteSetAside aside;
  private Optional<BackupManifest> restored = Optional.empty();

  /**
   * @param archive opens the archive, where snapshots are unless a folder is set
   */
  public NodeFolder(Settings settings, Supplier<SegmentArchive> archive) {
    this.settings = settings;
    this.archive = archive;
    this.data = settings.get(StoreCatalog.DATA);
    this.aside = new SqliteSetAside(data);
  }

  /**
   * Makes the folder of a node ready to be opened; does nothing for a single server.
   *
   * @throws StartException when this node cannot join the log, with one sentence
   */
  public void prepare() {
    Optional<CommitLogProvider> engine = CommitLogs.engine(settings);
    if (engine.isEmpty()) {
      return;
    }
    Optional<byte[]> progress = SqliteFile.logProgress(data);
    try {
      if (!join(engine.get(), progress)) {
        aside.drop();
      }
    } catch (LogUnavailableException | ArchiveUnavailableException | LogLostException e) {
      if (progress.isEmpty()) {
        throw new StartException("This node cannot join: " + e.getMessage(), e);
      }
      // The node follows as soon as it can, and says in its status why it does not.
      LOG.log(Level.WARNING, "This node cannot go on with the commit log: {0}", e.getMessage());
    }
  }

  /**
   * Sets the store aside, and joins anew. Returns the snapshot that was restored; empty if the log
   * is read from its beginning.
   *
   * @throws StartException when this node cannot join the log, with one sentence
   */
  public Optional<BackupManifest> rebuild() {
    CommitLogProvider engine = CommitLogs.engine(settings).orElseThrow();
    try {
      if (way(engine, Optional.empty(), false) instanceof Way.Restore) {
        aside.take();
        join(engine, Optional.empty());
        return restored;
      }
      aside.take();
      return Optional.empty();
    } catch (LogUnavailableException | LogLostException e) {
      throw new StartException("This node cannot join: " + e.getMessage(), e);
    }
  }

  /** Whether a snapshot that goes on with the log is there, for a store that does not. */
  public boolean canRestore() {
    return CommitLogs.engine(settings)
        .map(engine -> {
          try {
            return way(engine, SqliteFile.logProgress(data), SqliteFile.isUsed(data))
                instanceof Way.Restore;
          } catch (LogLostException | LogUnavailableException | ArchiveUnavailableException e) {
            return false;
          }
        })
        .orElse(false);
  }

  private Way way(CommitLogProvider engine, Optional<byte[]> progress, boolean used) {
    try (CommitLog log = engine.open(settings)) {
      if (!Backups.hasTarget(settings)) {
        return new LogJoin(log, Optional.empty()).way(progress, used);
      }
      try (SegmentArchive place = Backups.open(settings, archive)) {
        return new LogJoin(log, Optional.of(new LogSnapshots(new BackupCatalog(place))))
            .way(progress, used);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Restores the snapshot that is needed, if one is. Returns whether it was. */
  private boolean join(CommitLogProvider engine, Optional<byte[]> progress) {
    boolean used = SqliteFile.isUsed(data);
    while (way(engine, progress, used) instanceof Way.Restore(BackupManifest snapshot)) {
      LOG.log(Level.INFO, "Restoring the snapshot {0}", snapshot.id());
      try {
        restore(snapshot);
        restored = Optional.of(snapshot);
        return true;
      } catch (DamagedSnapshotException e) {
        LOG.log(Level.ERROR, "The snapshot {0} is not used: {1}", snapshot.id(), e.getMessage());
        SnapshotDefect.Found defect =
            SnapshotDefect.NOT_RESTORABLE.found(String.valueOf(e.getMessage()));
        try (SegmentArchive place = Backups.open(settings, archive)) {
          new LogSnapshots(new BackupCatalog(place))
              .checked(snapshot, settings.get(ClusterCatalog.NODE), Optional.of(defect));
        }
      }
    }
    return false;
  }

  private void restore(BackupManifest snapshot) {
    aside.take();
    try (SegmentArchive place = Backups.open(settings, archive);
        SnapshotSource.Restore into = Storage.of(settings).store().restore(settings)) {
      new RestoreBackup(place).run(snapshot, into, bytes -> {});
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    LogJoin.requireRestored(snapshot, SqliteFile.logProgress(data));
  }

  private static StartException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StartException("The start was interrupted", e);
  }
}
