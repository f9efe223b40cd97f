package durablestreams.application.backup;

import java.time.Instant;
import java.util.Optional;

/**
 * Status of backups for operators.
 *
 * @param running whether one is being made
 * @param runningBytes bytes of the snapshot that it has stored
 * @param last the latest complete backup that is known, its time and the bytes of its parts
 * @param problem why the latest attempt failed; empty if it did not
 */
public record BackupStatus(
    boolean running, long runningBytes, Optional<Last> last, String problem) {

  /** Where no backups are made. */
  public static final BackupStatus NONE = new BackupStatus(false, 0, Optional.empty(), "");

  /** A complete backup. */
  public record Last(String id, Instant begun, Instant completed, long bytes, int parts) {

    static Last of(BackupManifest manifest) {
      return new Last(
          manifest.id().toString(),
          manifest.id().begun(),
          manifest.completed(),
          manifest.bytes(),
          manifest.parts().size());
    }
  }
}
