package durablestreams.bootstrap.storage;

import durablestreams.adapters.postgres.PostgresCommitLog;
import durablestreams.adapters.postgres.PostgresLogSettings;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.util.List;

/** Provider of the commit log in a table of PostgreSQL. */
final class PostgresLog implements CommitLogProvider {

  static final Setting<String> URL =
      Setting.of(
          "COMMIT_LOG_URL",
          new SettingType.Secret(),
          "",
          Group.CLUSTER,
          "JDBC URL of PostgreSQL, such as `jdbc:postgresql://db1,db2/streams`; of several hosts "
              + "the primary is used.");

  static final Setting<String> USER =
      Setting.of(
          "COMMIT_LOG_USER",
          new SettingType.Text(),
          "",
          "what the URL says",
          Group.CLUSTER,
          "User of the commit log, who may create its table.");

  static final Setting<String> PASSWORD =
      Setting.of(
          "COMMIT_LOG_PASSWORD",
          new SettingType.Secret(),
          "",
          "what the URL says",
          Group.CLUSTER,
          "Password of that user.");

  static final Setting<String> TABLE =
      Setting.of(
          "COMMIT_LOG_TABLE",
          new SettingType.Text(),
          PostgresLogSettings.DEFAULT_TABLE,
          Group.CLUSTER,
          "Table of the commit log, created if it is not there.");

  static final Setting<Boolean> UNSAFE =
      Setting.of(
          "UNSAFE_COMMIT_LOG",
          new SettingType.Switch(),
          "off",
          Group.CLUSTER,
          "Accept an engine that may lose what it has acknowledged, such as PostgreSQL without a "
              + "synchronous standby.");

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(URL, USER, PASSWORD, TABLE, UNSAFE);
  }

  @Override
  public void check(Settings settings) {
    of(settings);
  }

  @Override
  public String description(Settings settings) {
    String unsafe = settings.get(UNSAFE) ? ", which may lose what it has acknowledged" : "";
    return "table " + settings.get(TABLE) + " of PostgreSQL" + unsafe;
  }

  @Override
  public CommitLog open(Settings settings) {
    return new PostgresCommitLog(of(settings));
  }

  private static PostgresLogSettings of(Settings settings) {
    if (settings.isGiven(PASSWORD) && !settings.isGiven(USER)) {
      throw new SettingsException(
          "%s needs %s, whose password it is."
              .formatted(settings.source(PASSWORD), USER.variable()));
    }
    try {
      PostgresLogSettings log =
          PostgresLogSettings.of(CommitLogs.required(settings, URL))
              .withUser(settings.find(USER).orElse(""), settings.find(PASSWORD).orElse(""))
              .withTable(settings.get(TABLE));
      return settings.get(UNSAFE) ? log.asUnsafe() : log;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }
}
