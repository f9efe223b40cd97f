package durablestreams.application.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

  private final BackupCatalog catalog;
  private @Nullable BackupId running;
  private Optional<BackupId> oldest = Optional.empty();
  private boolean listed;
  private long listedAt;

  public KeptBackups(BackupCatalog catalog) {
    this.catalog = catalog;
  }

  synchronized void begin(BackupId id) {
    running = id;
  }

  synchronized void end() {
    running = null;
    listed = false;
  }

  synchronized void changed() {
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
      oldest = catalog.complete().stream().findFirst();
      listedAt = System.nanoTime();
      listed = true;
    }
    Instant until = oldest.map(id -> id.begun().minus(MARGIN)).orElse(Instant.MAX);
    BackupId current = running;
    Instant now = current == null ? Instant.MAX : current.begun().minus(MARGIN);
    return now.isBefore(until) ? now : until;
  }
}
