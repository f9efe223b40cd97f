package durablestreams.application.backup;

import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Use case that makes a backup while the store is used, and removes old ones. The objects that the
 * backup refers to are kept by {@link KeptBackups} from before the snapshot is begun.
 */
public final class CreateBackup {

  private static final System.Logger LOG = System.getLogger(CreateBackup.class.getName());

  /**
   * What a backup is made of and called.
   *
   * @param server version of this server
   * @param archive where objects are, in a few words
   * @param keep how many complete backups of this store are kept
   */
  public record Settings(String server, String archive, int keep) {}

  private final SnapshotSource source;
  private final ArchiveClaims claims;
  private final SegmentArchive target;
  private final BackupCatalog catalog;
  private final KeptBackups kept;
  private final Settings settings;
  private final InstantSource clock;
  private final Supplier<Optional<LogPosition>> log;

  public CreateBackup(
      SnapshotSource source,
      ArchiveClaims claims,
      SegmentArchive target,
      KeptBackups kept,
      Settings settings,
      InstantSource clock) {
    this(source, claims, target, kept, settings, clock, Optional::empty);
  }

  /**
   * @param log how far the store has applied a commit log, if it is a replica
   */
  public CreateBackup(
      SnapshotSource source,
      ArchiveClaims claims,
      SegmentArchive target,
      KeptBackups kept,
      Settings settings,
      InstantSource clock,
      Supplier<Optional<LogPosition>> log) {
    this.source = source;
    this.claims = claims;
    this.target = target;
    this.catalog = new BackupCatalog(target);
    this.kept = kept;
    this.settings = settings;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Makes a backup. One at a time.
   *
   * @param progress takes the bytes of the snapshot that are stored
   */
  public BackupManifest run(LongConsumer progress) throws InterruptedException {
    Optional<LogPosition> from = log.get();
    String store = from.map(LogPosition::store).orElseGet(claims::storeId);
    catalog.removeIncomplete(store);
    BackupId id = BackupId.of(clock.instant(), store);
    kept.begin(id);
    try {
      BackupManifest manifest = write(id, store, from, progress);
      catalog.keep(store, settings.keep(), id);
      kept.unpinOthers(store, catalog.complete());
      return manifest;
    } catch (RuntimeException | InterruptedException e) {
      discard(id, e);
      throw e;
    } finally {
      kept.end();
    }
  }

  private BackupManifest write(
      BackupId id, String store, Optional<LogPosition> from, LongConsumer progress)
      throws InterruptedException {
    try (PartWriter parts = new PartWriter(target, id, progress)) {
      source.copyTo(parts);
      BackupManifest manifest =
          new BackupManifest(
              id,
              settings.server(),
              store,
              from.map(LogPosition::term).orElseGet(this::epoch),
              clock.instant(),
              parts.total(),
              from,
              settings.archive(),
              parts.finish());
      if (!catalog.holds(manifest)) {
        throw new ArchiveUnavailableException(
            "parts of the backup " + id + " were removed while it was made");
      }
      kept.pin(id);
      catalog.put(id.manifest(), manifest.json());
      return manifest;
    }
  }

  private long epoch() {
    return claims.records().stream().mapToLong(ArchiveOwner::epoch).max().orElse(0);
  }

  /** The interrupt of a backup that was cancelled does not end the removal. */
  private void discard(BackupId id, Throwable reason) {
    boolean interrupted = Thread.interrupted();
    try {
      if (catalog.manifest(id).isEmpty()) {
        catalog.remove(id);
      }
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "What there is of the backup {0} could not be removed, and will be by the next one: {1}",
          id,
          e.getMessage());
      reason.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
