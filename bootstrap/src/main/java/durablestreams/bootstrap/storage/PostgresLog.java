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

  static final Setting<String> USER =
      Setting.of(
          "COMMIT_LOG_USER",
          new SettingType.Text(),
          "",
          "what the URL says",
          Group.CLUSTER,
          "User of PostgreSQL, who may create the table of the commit log.");

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
          "Table of the commit log in PostgreSQL, created if it is not there.");

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(USER, PASSWORD, TABLE);
  }

  @Override
  public void check(Settings settings) {
    of(settings);
  }

  @Override
  public String description(Settings settings) {
    String unsafe = CommitLogs.unsafe(settings);
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
          PostgresLogSettings.of(CommitLogs.required(settings, CommitLogs.URL))
              .withUser(settings.find(USER).orElse(""), settings.find(PASSWORD).orElse(""))
              .withTable(settings.get(TABLE));
      return settings.get(CommitLogs.UNSAFE) ? log.asUnsafe() : log;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }
}
