package durablestreams.bootstrap.storage;

import durablestreams.adapters.files.FileSegmentArchive;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.StoreCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Provider of the archive in a folder. */
public final class FilesArchive implements ArchiveProvider {

  public static final Setting<Path> ARCHIVE_DIR =
      Setting.of(
          "ARCHIVE_DIR",
          new SettingType.FilePath(),
          "",
          "`archive` in the data folder",
          Group.ARCHIVE,
          "Folder of `archive=files`.");

  FilesArchive() {}

  /** The folder, absolute. */
  public static Path folder(Settings settings) {
    return settings
        .find(ARCHIVE_DIR)
        .orElseGet(() -> settings.get(StoreCatalog.DATA).resolve("archive"))
        .toAbsolutePath()
        .normalize();
  }

  @Override
  public List<String> names() {
    return List.of("files");
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(ARCHIVE_DIR);
  }

  @Override
  public String description(Settings settings) {
    return "files in " + folder(settings);
  }

  @Override
  public String place(Settings settings) {
    return "The archive folder %s (%s)".formatted(folder(settings), ARCHIVE_DIR.flag());
  }

  @Override
  public Optional<String> nothingToRestore(Settings settings) {
    Path folder = folder(settings);
    return Files.isDirectory(folder)
        ? Optional.empty()
        : Optional.of("There is no archive folder " + folder);
  }

  @Override
  public SegmentArchive open(Settings settings, StorageContext context) {
    return new FileSegmentArchive(folder(settings));
  }
}
