package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.util.List;

/** Settings of the admin listener and of logs. */
public final class OperationCatalog {

  /** What a line of the log looks like. */
  public enum LogFormat {
    TEXT,
    JSON
  }

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

  public static final Setting<LogFormat> LOG_FORMAT =
      Setting.of(
          "LOG_FORMAT",
          new SettingType.Choice<>(LogFormat.class),
          "text",
          Group.OPERATION,
          "Format of the log: lines of text, or a JSON object in each line.");

  public static final Setting<String> ACCESS_LOG =
      Setting.of(
          "ACCESS_LOG",
          new SettingType.Text(),
          "off",
          Group.OPERATION,
          "Where a line for each request goes: `off`, `stdout`, or the path of a file, which is "
              + "appended to and opened again by SIGHUP.");

  static final List<Setting<?>> ALL =
      List.of(ADMIN_PORT, ADMIN_HOST, ADMIN_TOKEN, LOG_FORMAT, ACCESS_LOG);

  private OperationCatalog() {}
}
