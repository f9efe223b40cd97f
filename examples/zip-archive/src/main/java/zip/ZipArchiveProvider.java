package zip;

import durablestreams.application.port.SegmentArchive;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import durablestreams.application.provider.SegmentArchiveProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Provider of the archive {@code ARCHIVE=zip}. */
public final class ZipArchiveProvider implements SegmentArchiveProvider {

  static final String FOLDER = "ARCHIVE_ZIP_FOLDER";

  @Override
  public String name() {
    return "zip";
  }

  @Override
  public List<ProviderSetting> settings() {
    return List.of(new ProviderSetting(FOLDER, "Folder of zip files.", false));
  }

  @Override
  public void check(Map<String, String> settings) {
    folder(settings);
  }

  @Override
  public String description(Map<String, String> settings) {
    return "zip files in " + folder(settings);
  }

  @Override
  public SegmentArchive open(Map<String, String> settings, InstantSource clock) {
    return new ZipSegmentArchive(folder(settings));
  }

  private static Path folder(Map<String, String> settings) {
    String folder = settings.get(FOLDER);
    if (folder == null) {
      throw new ProviderSettingsException("archive=zip needs " + FOLDER);
    }
    try {
      return Path.of(folder).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new ProviderSettingsException(FOLDER + " must be a path in the file system", e);
    }
  }
}
