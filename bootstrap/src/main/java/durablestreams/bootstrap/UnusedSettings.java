package durablestreams.bootstrap;

import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.ArchiveCatalog.ArchiveChoice;
import durablestreams.bootstrap.settings.OperationCatalog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.settings.StoreCatalog.StoreChoice;
import java.util.List;
import java.util.Locale;

/**
 * Refusal of settings that the chosen store and archive do not use: data would go elsewhere than
 * the operator thinks.
 */
final class UnusedSettings {

  private static final List<Setting<?>> OF_BUCKET =
      List.of(
          ArchiveCatalog.R2_ENDPOINT,
          ArchiveCatalog.R2_BUCKET,
          ArchiveCatalog.R2_ACCESS_KEY_ID,
          ArchiveCatalog.R2_SECRET_ACCESS_KEY,
          ArchiveCatalog.R2_REGION,
          ArchiveCatalog.R2_PATH_STYLE,
          ArchiveCatalog.R2_PREFIX);

  private static final List<Setting<?>> OF_ANY_ARCHIVE =
      List.of(
          ArchiveCatalog.TAKE_ARCHIVE,
          ArchiveCatalog.ALLOW_MISSING_OBJECTS,
          ArchiveCatalog.ARCHIVE_GRACE,
          ArchiveCatalog.SEGMENT_MAX_MESSAGES,
          ArchiveCatalog.SEGMENT_MAX_BYTES,
          ArchiveCatalog.SEGMENT_IDLE,
          ArchiveCatalog.SEGMENT_MAX_AGE,
          ArchiveCatalog.UPLOAD_DELAY,
          ArchiveCatalog.UPLOAD_PARALLELISM,
          ArchiveCatalog.OBJECT_MAX_BYTES,
          ArchiveCatalog.COMPACT_FROM,
          ArchiveCatalog.COMPACT_BELOW);

  private final Settings settings;
  private final ArchiveChoice archive;

  private UnusedSettings(Settings settings) {
    this.settings = settings;
    this.archive = Configuration.archive(settings);
  }

  /**
   * @throws SettingsException at the first setting that is given and has no effect
   */
  static void refuse(Settings settings) {
    UnusedSettings unused = new UnusedSettings(settings);
    if (unused.archive != ArchiveChoice.R2) {
      unused.refuse(OF_BUCKET, "remove it, or set ARCHIVE=r2");
    }
    if (unused.archive != ArchiveChoice.FILES) {
      unused.refuse(List.of(ArchiveCatalog.ARCHIVE_DIR), "remove it, or set ARCHIVE=files");
    }
    if (unused.archive == ArchiveChoice.NONE) {
      unused.refuse(OF_ANY_ARCHIVE, "remove it, or choose an archive");
    }
    unused.refuseWithoutAdminListener();
    if (unused.archive != ArchiveChoice.MEMORY
        && settings.get(StoreCatalog.STORE) != StoreChoice.MEMORY) {
      unused.refuse(List.of(StoreCatalog.MEMORY_MAX_BYTES), "remove it, or set STORE=memory");
    }
  }

  private void refuseWithoutAdminListener() {
    if (settings.find(OperationCatalog.ADMIN_PORT).filter(port -> port == 0).isPresent()) {
      for (Setting<?> setting :
          List.of(OperationCatalog.ADMIN_HOST, OperationCatalog.ADMIN_TOKEN)) {
        if (settings.isGiven(setting)) {
          throw new SettingsException(
              "%s is not used with ADMIN_PORT=0: remove it, or choose a port."
                  .formatted(settings.source(setting)));
        }
      }
    }
  }

  private void refuse(List<Setting<?>> unused, String remedy) {
    for (Setting<?> setting : unused) {
      if (settings.isGiven(setting)) {
        throw new SettingsException(
            "%s is not used with STORE=%s and ARCHIVE=%s: %s."
                .formatted(
                    settings.source(setting),
                    word(settings.get(StoreCatalog.STORE)),
                    word(archive),
                    remedy));
      }
    }
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
