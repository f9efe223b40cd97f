package durablestreams.bootstrap.storage;

import durablestreams.adapters.kafka.KafkaCommitLog;
import durablestreams.adapters.kafka.KafkaLogSettings;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Provider of the commit log in a topic of Kafka. */
final class KafkaLog implements CommitLogProvider {

  static final Setting<String> TOPIC =
      Setting.of(
          "COMMIT_LOG_TOPIC",
          new SettingType.Text(),
          KafkaLogSettings.DEFAULT_TOPIC,
          Group.CLUSTER,
          "Topic of the commit log in Kafka, created if it is not there.");

  static final Setting<Path> PROPERTIES =
      Setting.of(
          "COMMIT_LOG_PROPERTIES",
          new SettingType.FilePath(),
          "",
          "none",
          Group.CLUSTER,
          "File of properties of Kafka's clients, for TLS and SASL: `security.*`, `ssl.*`, "
              + "`sasl.*`, `socket.*`, `reconnect.*` and `client.dns.*`.");

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(TOPIC, PROPERTIES);
  }

  @Override
  public void check(Settings settings) {
    of(settings);
  }

  @Override
  public String description(Settings settings) {
    return "topic " + settings.get(TOPIC) + " of Kafka" + CommitLogs.unsafe(settings);
  }

  @Override
  public CommitLog open(Settings settings) {
    return new KafkaCommitLog(of(settings));
  }

  private static KafkaLogSettings of(Settings settings) {
    try {
      KafkaLogSettings log =
          KafkaLogSettings.of(CommitLogs.required(settings, CommitLogs.URL))
              .withTopic(settings.get(TOPIC))
              .withConnection(properties(settings));
      return settings.get(CommitLogs.UNSAFE) ? log.asUnsafe() : log;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> properties(Settings settings) {
    Map<String, String> found = new HashMap<>();
    if (settings.isGiven(PROPERTIES)) {
      Path file = settings.get(PROPERTIES);
      Properties read = new Properties();
      try (Reader text = Files.newBufferedReader(file)) {
        read.load(text);
      } catch (IOException | IllegalArgumentException e) {
        throw new SettingsException(
            "%s is %s, which cannot be read as properties: %s"
                .formatted(settings.source(PROPERTIES), file, e));
      }
      read.stringPropertyNames().forEach(name -> found.put(name, read.getProperty(name)));
    }
    return found;
  }
}
