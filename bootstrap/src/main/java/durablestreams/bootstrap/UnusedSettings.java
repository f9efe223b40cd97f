package durablestreams.bootstrap;

import durablestreams.bootstrap.settings.OperationCatalog;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.Storage;
import java.util.List;

/** Refusal of settings of parts that are not used: the server would do less than they say. */
final class UnusedSettings {

  private UnusedSettings() {}

  /**
   * @throws SettingsException at the first setting that is given and has no effect
   */
  static void refuse(Settings settings) {
    CommitLogs.refuseUnused(settings);
    Storage.of(settings).refuseUnused(settings);
    refuseWithoutAdminListener(settings);
    refuseProxiesWithoutTrust(settings);
  }

  private static void refuseProxiesWithoutTrust(Settings settings) {
    if (settings.get(ServerCatalog.TRUST_FORWARDED) == ServerCatalog.ForwardedChoice.OFF
        && settings.isGiven(ServerCatalog.TRUSTED_PROXIES)) {
      throw new SettingsException(
          "%s is not used with TRUST_FORWARDED=off: remove it, or choose what is trusted."
              .formatted(settings.source(ServerCatalog.TRUSTED_PROXIES)));
    }
  }

  private static void refuseWithoutAdminListener(Settings settings) {
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
}
