package durablestreams.application.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Retention of garbage objects for backups: what became garbage after the oldest backup was begun
 * may be referred to by one, and is not removed before that backup is.
 *
 * <p>The backups themselves are the record, so it survives every restart. They are listed again now
 * and then, because an operator may remove one.
 */
public final class KeptBackups {

  /** Between two listings. */
  private static final Duration LISTING = Duration.ofMinutes(5);

  /** For a clock that is set back between the backup and the removal. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final BackupCatalog backups;
  private final Optional<BackupCatalog> archive;
  private @Nullable BackupId running;
  private Optional<BackupId> oldest = Optional.empty();
  private boolean listed;
  private long listedAt;

  /**
   * @param backups where they are
   * @param archive where the objects are, if that is another place: it has a pin for each backup,
   *     so that a server keeps them that does not know the place
   */
  public KeptBackups(BackupCatalog backups, Optional<BackupCatalog> archive) {
    this.backups = backups;
    this.archive = archive;
  }

  void pin(BackupId id) {
    archive.ifPresent(objects -> objects.pin(id));
  }

  void unpinOthers(String storeId, List<BackupId> kept) {
    archive.ifPresent(objects -> objects.unpinOthers(storeId, kept));
  }

  synchronized void begin(BackupId id) {
    running = id;
  }

  synchronized void end() {
    running = null;
    listed = false;
  }

  /**
   * Garbage objects that were scheduled for removal after this instant are kept; {@link
   * Instant#MAX} without a backup.
   *
   * @throws durablestreams.application.port.ArchiveUnavailableException when the backups cannot be
   *     listed
   */
  public synchronized Instant removableUntil() {
    if (!listed || System.nanoTime() - listedAt > LISTING.toNanos()) {
      oldest =
          Stream.concat(Stream.of(backups), archive.stream())
              .flatMap(place -> place.referring().stream())
              .min(Comparator.naturalOrder());
      listedAt = System.nanoTime();
      listed = true;
    }
    Instant until = oldest.map(id -> id.begun().minus(MARGIN)).orElse(Instant.MAX);
    BackupId current = running;
    Instant now = current == null ? Instant.MAX : current.begun().minus(MARGIN);
    return now.isBefore(until) ? now : until;
  }
}
