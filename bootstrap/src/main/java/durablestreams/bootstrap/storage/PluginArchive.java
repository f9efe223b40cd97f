package durablestreams.bootstrap.storage;

import durablestreams.application.port.SegmentArchive;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.SegmentArchiveProvider;
import durablestreams.bootstrap.settings.ProviderSettings;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Provider of an archive that a plug-in has. */
record PluginArchive(SegmentArchiveProvider provider) implements ArchiveProvider {

  @Override
  public List<String> names() {
    return List.of(provider.name());
  }

  @Override
  public List<Setting<?>> settings() {
    return ProviderSettings.in(Group.ARCHIVE, provider.settings());
  }

  @Override
  public void check(Settings settings) {
    provider.check(own(settings));
  }

  @Override
  public int parallelUploads() {
    return Math.clamp(provider.parallelUploads(), 1, 256);
  }

  @Override
  public String description(Settings settings) {
    return provider.description(own(settings));
  }

  @Override
  public SegmentArchive open(Settings settings, StorageContext context) {
    return provider.open(own(settings), context.clock());
  }

  /** Those that the provider declares, of all that were given. */
  private Map<String, String> own(Settings settings) {
    Map<String, String> texts = settings.texts();
    Map<String, String> own = new HashMap<>();
    for (ProviderSetting setting : provider.settings()) {
      String value = texts.get(setting.name());
      if (value != null) {
        own.put(setting.name(), value);
      }
    }
    return Map.copyOf(own);
  }
}
