package durablestreams.bootstrap.storage;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.util.List;

/** Provider of a commit log that {@code COMMIT_LOG} can name. */
public interface CommitLogProvider {

  /** Name of the engine, in small letters. */
  String name();

  /** Settings that have an effect with this engine and are refused without it. */
  List<Setting<?>> settings();

  /**
   * Checks the settings before anything is opened.
   *
   * @throws SettingsException when one of them is missing or cannot be right
   */
  void check(Settings settings);

  /** Where the log is, in a few words for the log file, without secrets. */
  String description(Settings settings);

  /** Opens the log; an engine that cannot be reached at present is opened all the same. */
  CommitLog open(Settings settings);
}
