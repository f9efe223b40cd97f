package durablestreams.application.offload;

import durablestreams.application.port.ArchiveUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Detector of an archive outage: distinguishes damaged objects from an archive that fails for all
 * objects.
 */
final class FailuresInARow {

  private static final int OUTAGE = 10;

  private int failures;
  private @Nullable ArchiveUnavailableException outage;

  synchronized void worked() {
    failures = 0;
  }

  /**
   * @throws ArchiveUnavailableException when there were too many failures, in whatever thread
   */
  synchronized void requireNoOutage() {
    if (outage != null) {
      throw outage;
    }
  }

  /**
   * Takes a failure for damage.
   *
   * @throws ArchiveUnavailableException {@code failure} itself, after too many others
   */
  synchronized void failed(ArchiveUnavailableException failure) {
    if (++failures >= OUTAGE) {
      outage = failure;
      throw failure;
    }
  }
}
