package durablestreams.application.offload.tools;

import durablestreams.application.port.ArchiveUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Detector of an archive outage: distinguishes damaged objects from an archive that fails for all
 * objects.
 */
final class OutageDetector {

  private static final int OUTAGE = 10;

  private int failures;
  private @Nullable ArchiveUnavailableException outage;

  synchronized void succeeded() {
    failures = 0;
  }

  /**
   * @throws ArchiveUnavailableException if too many consecutive calls failed, in any thread
   */
  synchronized void requireNoOutage() {
    if (outage != null) {
      throw outage;
    }
  }

  /**
   * Counts a failure as damage of one object.
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
