package durablestreams.bootstrap.storage;

import durablestreams.application.port.SnapshotSource;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.server.assembly.OpenStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Provider of a store that {@code STORE} can name. */
public interface StoreProvider {

  /** Name of the store, in small letters. */
  String name();

  /** Settings that have an effect with this store and are refused without it. */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /** Whether streams outlive the process. */
  default boolean outlivesProcess() {
    return true;
  }

  /** Whether streams are on the Java heap, which the memory budget then leaves more of. */
  default boolean isOnHeap() {
    return false;
  }

  /** Name of the archive where {@code ARCHIVE} is not set. */
  default String defaultArchive() {
    return "files";
  }

  /** The folder whose disk the store fills. */
  default Optional<Path> folder(Settings settings) {
    return Optional.empty();
  }

  /** Where streams are, in a few words for the log. */
  String description(Settings settings);

  /**
   * Opens the store.
   *
   * @throws durablestreams.application.port.StoreFailedException with one sentence for the operator
   */
  OpenStore open(Settings settings, StorageContext context);

  /**
   * Begins to restore a snapshot.
   *
   * @throws durablestreams.application.port.StoreFailedException with one sentence for the operator
   * @throws SettingsException when this store is never restored
   */
  default SnapshotSource.Restore restore(Settings settings) {
    throw new SettingsException("STORE=" + name() + " is empty at every start.");
  }
}
