package durablestreams.bootstrap.backup;

import durablestreams.adapters.files.FileSegmentArchive;
import durablestreams.application.background.Leadership;
import durablestreams.application.backup.BackupCatalog;
import durablestreams.application.backup.BackupSchedule;
import durablestreams.application.backup.CreateBackup;
import durablestreams.application.backup.KeptBackups;
import durablestreams.application.backup.LogPosition;
import durablestreams.application.job.Jobs;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.snapshot.LogJoin;
import durablestreams.bootstrap.settings.BackupSettings;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.server.assembly.OpenStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Connection of backups to the store and to the folder or bucket they go to.
 *
 * @param target not closed here if it is the archive
 */
public record Backups(
    SegmentArchive target, BackupCatalog catalog, KeptBackups kept, Optional<CreateBackup> create)
    implements AutoCloseable {

  private static final String NO_TARGET =
      "With ARCHIVE=%s backups need a folder: set BACKUP_TARGET.";

  /**
   * Refuses settings that would make no backup.
   *
   * @throws SettingsException when there is no target, or nothing to back up
   */
  public static void check(Settings settings) {
    if (settings.isGiven(BackupSettings.BACKUP_EVERY)
        || settings.isGiven(BackupSettings.BACKUP_TARGET)) {
      require(settings);
    }
  }

  /**
   * @throws SettingsException as {@link #check}
   */
  public static void require(Settings settings) {
    Storage storage = Storage.of(settings);
    if (!storage.store().outlivesProcess()) {
      throw new SettingsException(
          "With STORE=%s there is nothing to back up: choose a store that outlives the process."
              .formatted(storage.store().name()));
    }
    if (!hasTarget(settings)) {
      throw new SettingsException(NO_TARGET.formatted(storage.archive().name()));
    }
  }

  /** Whether there is a place for backups. */
  public static boolean hasTarget(Settings settings) {
    Storage storage = Storage.of(settings);
    return settings.isGiven(BackupSettings.BACKUP_TARGET)
        || (storage.archive().outlivesProcess() && storage.archive().takesSegments());
  }

  /** Where backups are; the archive itself unless a folder is set. */
  public static SegmentArchive target(Settings settings, SegmentArchive archive) {
    Optional<SegmentArchive> folder =
        settings.find(BackupSettings.BACKUP_TARGET).map(FileSegmentArchive::new);
    return folder.orElse(archive);
  }

  /**
   * Where backups are, to be closed by the caller.
   *
   * @param archive opens the archive, which is used unless a folder is set
   */
  public static SegmentArchive open(Settings settings, Supplier<SegmentArchive> archive) {
    Optional<SegmentArchive> folder =
        settings.find(BackupSettings.BACKUP_TARGET).map(FileSegmentArchive::new);
    return folder.orElseGet(archive);
  }

  /** Backups of a store that has everything. */
  public static Backups of(
      Settings settings,
      OpenStore store,
      SegmentArchive archive,
      String version,
      InstantSource clock) {
    return of(settings, store, archive, version, clock, () -> {});
  }

  /**
   * Backups of a store, made by the server of that version.
   *
   * @param current returns once the store has everything that was acknowledged; throws if that
   *     cannot be known
   */
  public static Backups of(
      Settings settings,
      OpenStore store,
      SegmentArchive archive,
      String version,
      InstantSource clock,
      Runnable current) {
    SegmentArchive target = target(settings, archive);
    BackupCatalog catalog = new BackupCatalog(target);
    Optional<BackupCatalog> objects =
        target == archive || !Storage.of(settings).archive().takesSegments()
            ? Optional.empty()
            : Optional.of(new BackupCatalog(archive));
    KeptBackups kept = new KeptBackups(catalog, objects);
    Optional<SnapshotSource> source = store.snapshots().filter(s -> hasTarget(settings));
    return new Backups(
        target,
        catalog,
        kept,
        source.map(snapshots ->
            new CreateBackup(
                snapshots,
                store.claims(),
                target,
                kept,
                new CreateBackup.Settings(
                    version,
                    Storage.of(settings).archive().description(settings),
                    settings.get(BackupSettings.BACKUP_KEEP)),
                clock,
                () -> {
                  current.run();
                  return position(settings, store);
                })));
  }

  /** How far a node has applied the commit log; empty for a single server. */
  private static Optional<LogPosition> position(Settings settings, OpenStore store) {
    return CommitLogs.engine(settings)
        .flatMap(engine -> store.replica())
        .flatMap(ReplicaStore::progress)
        .map(progress ->
            LogJoin.position(ReplicaProgress.decode(progress), settings.get(ClusterCatalog.NODE)));
  }

  /** The schedule of a server; empty where nothing can be backed up. */
  public Optional<BackupSchedule> schedule(
      Settings settings, Jobs jobs, Leadership leadership, InstantSource clock) {
    return create.map(making ->
        new BackupSchedule(
            making, catalog, settings.find(BackupSettings.BACKUP_EVERY), jobs, leadership, clock));
  }

  @Override
  public void close() {
    if (target instanceof FileSegmentArchive folder) {
      folder.close();
    }
  }
}
