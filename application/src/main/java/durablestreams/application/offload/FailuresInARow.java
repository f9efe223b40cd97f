package durablestreams.application.offload;

import durablestreams.application.port.ArchiveUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Tells objects that are damaged from an archive that does not work: that fails for all of them.
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
