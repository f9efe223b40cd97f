package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.count;
import static durablestreams.bootstrap.settings.SettingType.time;

import durablestreams.bootstrap.settings.Setting.Group;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings of backups of the store. */
public final class BackupSettings {

  public static final Setting<Duration> BACKUP_EVERY =
      Setting.of(
          "BACKUP_EVERY",
          time(Duration.ofMinutes(1), Duration.ofDays(365)),
          "",
          "only on request",
          Group.OPERATION,
          "Make a backup once the latest is this old.");

  public static final Setting<Integer> BACKUP_KEEP =
      Setting.of(
          "BACKUP_KEEP",
          count(1, 10_000),
          "7",
          Group.OPERATION,
          "Backups that are kept; older ones are removed after each new one. Objects in the "
              + "archive that a kept backup refers to are not removed.");

  public static final Setting<Path> BACKUP_TARGET =
      Setting.of(
          "BACKUP_TARGET",
          new SettingType.FilePath(),
          "",
          "the archive, under `backups/`",
          Group.OPERATION,
          "Folder for backups, better on another disk than the data.");

  public static final Setting<String> BACKUP_ID =
      Setting.of(
          "BACKUP_ID",
          new SettingType.Text(),
          "",
          "the latest",
          Group.OPERATION,
          "Backup that `restore` restores.");

  static final List<Setting<?>> ALL = List.of(BACKUP_EVERY, BACKUP_KEEP, BACKUP_TARGET, BACKUP_ID);

  private BackupSettings() {}
}
