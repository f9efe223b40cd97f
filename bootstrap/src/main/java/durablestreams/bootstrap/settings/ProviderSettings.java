package durablestreams.bootstrap.settings;

import durablestreams.application.provider.ProviderSetting;
import java.util.ArrayList;
import java.util.List;

/** Settings that providers of access policies and archives declare, as settings of the server. */
public final class ProviderSettings {

  private ProviderSettings() {}

  /** The declared settings under a heading. */
  public static List<Setting<?>> in(Setting.Group group, List<ProviderSetting> declared) {
    List<Setting<?>> settings = new ArrayList<>();
    for (ProviderSetting own : declared) {
      settings.add(
          new Setting<>(
              own.name(),
              own.secret() ? new SettingType.Secret() : new SettingType.Text(),
              "",
              own.absent(),
              group,
              own.description()));
    }
    return settings;
  }
}
