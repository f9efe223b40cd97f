package durablestreams.application.offload;

import durablestreams.application.port.ArchiveUnavailableException;

/**
 * Tells objects that are damaged from an archive that does not work: that fails for all of them.
 */
final class FailuresInARow {

  private static final int OUTAGE = 10;

  private int failures;

  void worked() {
    failures = 0;
  }

  /**
   * Takes a failure for damage.
   *
   * @throws ArchiveUnavailableException {@code failure} itself, after too many others
   */
  void failed(ArchiveUnavailableException failure) {
    if (++failures == OUTAGE) {
      throw failure;
    }
  }
}
