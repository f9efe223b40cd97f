package durablestreams.bootstrap.storage;

import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The engine of the commit log that the settings name, of all there are. */
public final class CommitLogs {

  /** Every engine; a new one is an entry here. */
  private static final List<CommitLogProvider> ENGINES = List.of(new PostgresLog(), new KafkaLog());

  public static final Setting<String> COMMIT_LOG =
      Setting.of(
          "COMMIT_LOG",
          new SettingType.Word(ENGINES.stream().map(CommitLogProvider::name).toList()),
          "",
          "none: one server",
          Group.CLUSTER,
          "Engine of the commit log that the nodes of a cluster share.");

  static final Setting<String> URL =
      Setting.of(
          "COMMIT_LOG_URL",
          new SettingType.Secret(),
          "",
          Group.CLUSTER,
          "JDBC URL of PostgreSQL, such as `jdbc:postgresql://db1,db2/streams` (of several hosts "
              + "the primary is used), or brokers of Kafka, such as `broker1:9092,broker2:9092`.");

  static final Setting<Boolean> UNSAFE =
      Setting.of(
          "UNSAFE_COMMIT_LOG",
          new SettingType.Switch(),
          "off",
          Group.CLUSTER,
          "Accept an engine that may lose what it has acknowledged, such as PostgreSQL without a "
              + "synchronous standby, or a topic with one replica.");

  private CommitLogs() {}

  /** The setting that chooses, and those of every engine. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(List.of(COMMIT_LOG, URL));
    ENGINES.forEach(engine -> all.addAll(engine.settings()));
    all.add(UNSAFE);
    return all;
  }

  /** The engine of the commit log; empty for a single server. */
  public static Optional<CommitLogProvider> engine(Settings settings) {
    return settings
        .find(COMMIT_LOG)
        .map(name -> ENGINES.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow());
  }

  /**
   * Refuses settings of a cluster without a commit log, and those of another engine.
   *
   * @throws SettingsException at the first setting that is given and has no effect
   */
  public static void refuseUnused(Settings settings) {
    Optional<CommitLogProvider> engine = engine(settings);
    if (engine.isEmpty()) {
      String without =
          "without %s: remove it, or name the engine of the commit log"
              .formatted(COMMIT_LOG.variable());
      refuse(settings, ClusterCatalog.settings(), without);
      refuse(settings, CommitLogs.settings(), without);
      return;
    }
    for (CommitLogProvider other : ENGINES) {
      if (!other.name().equals(engine.get().name())) {
        String with =
            "with %s=%s: remove it, or set %s=%s"
                .formatted(
                    COMMIT_LOG.variable(),
                    engine.get().name(),
                    COMMIT_LOG.variable(),
                    other.name());
        refuse(settings, other.settings(), with);
      }
    }
  }

  /**
   * Checks the settings of a node before anything is opened.
   *
   * @throws SettingsException when one of them is missing or cannot be right
   */
  static void check(Settings settings, Storage storage) {
    Optional<CommitLogProvider> engine = engine(settings);
    if (engine.isEmpty()) {
      return;
    }
    ClusterCatalog.required().forEach(setting -> required(settings, setting));
    engine.get().check(settings);
    URI address = settings.get(ClusterCatalog.ADVERTISE);
    if (!address.getRawPath().replace("/", "").isEmpty() || address.getRawQuery() != null) {
      throw new SettingsException(
          "%s is %s, but must be a URL without a path, such as https://node1.example.com:4437."
              .formatted(settings.source(ClusterCatalog.ADVERTISE), address));
    }
    if (!storage.store().outlivesProcess()) {
      throw new SettingsException(
          "STORE=%s is not used with %s: a node keeps its streams in a data folder."
              .formatted(storage.store().name(), COMMIT_LOG.variable()));
    }
    checkArchive(settings, storage.archive());
  }

  /** What one node keeps for itself is no archive of the cluster. */
  private static void checkArchive(Settings settings, ArchiveProvider archive) {
    if (!settings.isGiven(Storage.ARCHIVE)) {
      throw new SettingsException(
          "%s needs %s: name the archive that all nodes share, or none."
              .formatted(settings.source(COMMIT_LOG), Storage.ARCHIVE.variable()));
    }
    if (archive.takesSegments() && !archive.outlivesProcess()) {
      throw new SettingsException(
          "ARCHIVE=%s is not used with %s: choose one that all nodes share, or none."
              .formatted(archive.name(), COMMIT_LOG.variable()));
    }
    if (archive instanceof FilesArchive && !settings.isGiven(FilesArchive.ARCHIVE_DIR)) {
      throw new SettingsException(
          "ARCHIVE=%s needs %s with %s: a folder that all nodes share."
              .formatted(
                  archive.name(), FilesArchive.ARCHIVE_DIR.variable(), COMMIT_LOG.variable()));
    }
  }

  /**
   * Refuses a command that changes what only the commit log may change.
   *
   * @throws SettingsException when the settings name a commit log
   */
  public static void refuseCommand(Settings settings, String command) {
    if (settings.isGiven(COMMIT_LOG)) {
      throw new SettingsException(
          "%s is for a single server, and is not used with %s."
              .formatted(command, settings.source(COMMIT_LOG)));
    }
  }

  private static void refuse(Settings settings, List<Setting<?>> unused, String why) {
    for (Setting<?> setting : unused) {
      if (settings.isGiven(setting)) {
        throw new SettingsException("%s is not used %s.".formatted(settings.source(setting), why));
      }
    }
  }

  /** What a description adds for an engine that may lose records. */
  static String unsafe(Settings settings) {
    return settings.get(UNSAFE) ? ", which may lose what it has acknowledged" : "";
  }

  static <T> T required(Settings settings, Setting<T> setting) {
    return settings
        .find(setting)
        .orElseThrow(() ->
            new SettingsException(
                "%s needs %s: %s"
                    .formatted(
                        settings.source(COMMIT_LOG), setting.variable(), setting.sentence())));
  }
}
