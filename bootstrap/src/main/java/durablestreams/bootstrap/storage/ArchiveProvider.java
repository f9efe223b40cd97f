package durablestreams.bootstrap.storage;

import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.util.List;
import java.util.Optional;

/** Provider of an archive that {@code ARCHIVE} can name. */
public interface ArchiveProvider {

  /** Names of the archive, in small letters; the first one is shown. */
  List<String> names();

  /** Settings that have an effect with this archive and are refused without it. */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /**
   * Checks the settings before anything is opened.
   *
   * @throws SettingsException when one of them is missing or cannot be right
   */
  default void check(Settings settings) {}

  /** Whether objects outlive the process; then a store has to claim the archive. */
  default boolean outlivesProcess() {
    return true;
  }

  /** Whether objects are on the Java heap, which the memory budget then leaves more of. */
  default boolean isOnHeap() {
    return false;
  }

  /** Whether it takes segments at all. */
  default boolean takesSegments() {
    return true;
  }

  /** Default of concurrent uploads. */
  default int parallelUploads() {
    return OffloadSettings.DEFAULT.parallelUploads();
  }

  /** Where objects are, in a few words for the log. */
  String description(Settings settings);

  /** The archive as the subject of a sentence for the operator, with the flags that choose it. */
  default String place(Settings settings) {
    return "The archive";
  }

  /** Why there is nothing that could be restored, in one sentence; empty if there may be. */
  default Optional<String> nothingToRestore(Settings settings) {
    return Optional.empty();
  }

  /** Opens the archive; one that cannot be reached at present is opened all the same. */
  SegmentArchive open(Settings settings, StorageContext context);

  /** The name that is shown. */
  default String name() {
    return names().getFirst();
  }
}
