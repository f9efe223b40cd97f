package durablestreams.bootstrap.plugin;

import durablestreams.application.port.SegmentArchive;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.SegmentArchiveProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Provider of an archive of a plug-in, whose failures name the plug-in. */
record GuardedArchiveProvider(
    PluginGuard guard,
    SegmentArchiveProvider provider,
    String name,
    List<ProviderSetting> settings,
    int parallelUploads)
    implements SegmentArchiveProvider {

  static GuardedArchiveProvider of(PluginGuard guard, SegmentArchiveProvider provider) {
    return new GuardedArchiveProvider(
        guard,
        provider,
        guard.call("reading the name of its archive", provider::name),
        guard.call("reading the settings of its archive", () -> List.copyOf(provider.settings())),
        guard.call("reading the uploads of its archive", provider::parallelUploads));
  }

  @Override
  public void check(Map<String, String> given) {
    guard.call(
        "checking the settings of its archive",
        () -> {
          provider.check(given);
          return given;
        });
  }

  @Override
  public String description(Map<String, String> given) {
    return guard.call("describing its archive", () -> provider.description(given));
  }

  @Override
  public SegmentArchive open(Map<String, String> given, InstantSource clock) {
    return guard.call("opening its archive", () -> provider.open(given, clock));
  }
}
