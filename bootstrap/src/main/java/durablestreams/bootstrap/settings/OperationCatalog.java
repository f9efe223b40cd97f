package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.util.List;

/** Settings of the admin listener. */
public final class OperationCatalog {

  public static final Setting<Integer> ADMIN_PORT =
      Setting.of(
          "ADMIN_PORT",
          count(0, 65_535),
          "",
          "the port after `PORT`; a free one with `PORT=0`",
          Group.OPERATION,
          "TCP port of the admin listener: probes, metrics, status, admin API; 0 turns it off. If "
              + "the default port is taken, the server starts without it.");

  public static final Setting<String> ADMIN_HOST =
      Setting.of(
          "ADMIN_HOST",
          new SettingType.Host(),
          "127.0.0.1",
          Group.OPERATION,
          "Address of the admin listener; one that other machines can reach needs `ADMIN_TOKEN`.");

  public static final Setting<String> ADMIN_TOKEN =
      Setting.of(
          "ADMIN_TOKEN",
          new SettingType.Secret(),
          "",
          "every program on this machine may call it",
          Group.OPERATION,
          "Bearer token required by the admin listener, except for `/livez` and `/readyz`.");

  static final List<Setting<?>> ALL = List.of(ADMIN_PORT, ADMIN_HOST, ADMIN_TOKEN);

  private OperationCatalog() {}
}
