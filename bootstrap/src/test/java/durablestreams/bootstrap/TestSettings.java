package durablestreams.bootstrap;

import durablestreams.application.access.AccessPolicies;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.bootstrap.settings.CommandLine;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsReader;
import durablestreams.bootstrap.settings.SettingsTable;
import java.util.List;
import java.util.Map;

/** Settings from flags alone. */
final class TestSettings {

  private TestSettings() {}

  static SettingsTable table() {
    return Main.table(AccessPolicies.onClassPath());
  }

  static Settings of(String... flags) {
    return new SettingsReader(table())
        .read(CommandLine.parse(List.of(flags), table()).flags(), Map.of());
  }

  /** A reload that finds the settings as they are. */
  static Reload noReload(Settings settings) {
    return new Reload(settings, List.of(), () -> settings);
  }
}
