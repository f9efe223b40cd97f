package durablestreams.bootstrap.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.bootstrap.settings.Catalog;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.SettingsReader;
import durablestreams.bootstrap.settings.SettingsTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a node of a cluster. */
class CommitLogsTest {

  private static final String SECRET = "a secret of 32 characters or more";

  private static final Map<String, String> NODE =
      Map.of(
          "commit-log", "postgres",
          "commit-log-url", "jdbc:postgresql://db/streams",
          "node", "a",
          "advertise", "http://a:4437",
          "cluster-secret", SECRET,
          "archive", "none");

  private static Settings read(Map<String, String> flags) {
    List<Setting<?>> all = new ArrayList<>(Storage.settings());
    all.addAll(CommitLogs.settings());
    all.addAll(Catalog.ALL);
    return new SettingsReader(new SettingsTable(all)).read(flags, Map.of());
  }

  private static void check(Map<String, String> flags) {
    Settings settings = read(flags);
    Storage.of(settings).check(settings);
  }

  @Test
  void aNodeHasAllThatItNeeds() {
    assertThatCode(() -> check(NODE)).doesNotThrowAnyException();
    assertThat(CommitLogs.engine(read(NODE)).orElseThrow().description(read(NODE)))
        .isEqualTo("table durable_streams_log of PostgreSQL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit-log-url", "node", "advertise", "cluster-secret", "archive"})
  void whatIsMissingIsNamed(String missing) {
    Map<String, String> flags = new TreeMap<>(NODE);
    flags.remove(missing);
    assertThatThrownBy(() -> check(flags))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "--commit-log needs " + missing.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          store|memory|STORE=memory is not used with COMMIT_LOG
          archive|memory|ARCHIVE=memory is not used with COMMIT_LOG: choose one that all nodes share
          archive|files|ARCHIVE=files needs ARCHIVE_DIR with COMMIT_LOG: a folder that all nodes share
          advertise|http://a:4437/b|--advertise is http://a:4437/b, but must be a URL without a path
          commit-log|oracle|--commit-log is oracle, but must be postgres or kafka
          commit-log|kafka|the URL of a commit log on Kafka is a list of brokers
          commit-log-url|jdbc:mysql://db|the URL of a commit log on PostgreSQL begins with jdbc:postgresql:
          commit-log-table|a;b|the table of a commit log has
          commit-log-password|p|--commit-log-password needs COMMIT_LOG_USER
          cluster-secret|short|--cluster-secret must be 1 to 2 lines, each of 32 characters or more
          node|a b|--node is a b, but must be 1 to 64 letters, digits, ., _ and -
          failover-after|1ms|--failover-after is 1ms, but must be
          """)
  void whatCannotBeRightIsRefused(String flag, String value, String message) {
    Map<String, String> flags = new TreeMap<>(NODE);
    flags.put(flag, value);
    assertThatThrownBy(() -> check(flags))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("short");
  }

  @Test
  void aNodeOnKafkaHasAllThatItNeeds(@TempDir Path folder) throws Exception {
    Map<String, String> flags = new TreeMap<>(NODE);
    flags.put("commit-log", "kafka");
    flags.put("commit-log-url", "a:9092,b:9092,c:9092");
    assertThatCode(() -> check(flags)).doesNotThrowAnyException();
    assertThat(CommitLogs.engine(read(flags)).orElseThrow().description(read(flags)))
        .isEqualTo("topic durable-streams-log of Kafka");
    Path file = Files.writeString(folder.resolve("tls"), "security.protocol=SSL\nacks=0\n");
    flags.put("commit-log-properties", file.toString());
    assertThatThrownBy(() -> check(flags))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("the property acks is not used");
    Files.writeString(file, "security.protocol=SSL\n");
    assertThatCode(() -> check(flags)).doesNotThrowAnyException();
    flags.put("commit-log-properties", folder.resolve("absent").toString());
    assertThatThrownBy(() -> check(flags))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cannot be read as properties");
  }

  @ParameterizedTest
  @CsvSource({"postgres,commit-log-topic,kafka", "kafka,commit-log-table,postgres"})
  void aSettingOfAnotherEngineIsRefused(String engine, String setting, String other) {
    Settings settings = read(Map.of("commit-log", engine, setting, "x"));
    assertThatThrownBy(() -> CommitLogs.refuseUnused(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "--%s is not used with COMMIT_LOG=%s: remove it, or set COMMIT_LOG=%s."
                .formatted(setting, engine, other));
  }

  @Test
  void aCommandOfASingleServerIsRefused() {
    assertThatThrownBy(() -> CommitLogs.refuseCommand(read(NODE), "rebuild"))
        .isInstanceOf(SettingsException.class)
        .hasMessage("rebuild is for a single server, and is not used with --commit-log.");
    assertThatCode(() -> CommitLogs.refuseCommand(read(Map.of()), "rebuild"))
        .doesNotThrowAnyException();
  }

  @Test
  void aFileHoldsTheSecretAndTheOneBefore(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n" + SECRET + " before\n");
    Map<String, String> flags = new TreeMap<>(NODE);
    flags.remove("cluster-secret");
    flags.put("cluster-secret-file", file.toString());
    assertThat(read(flags).get(ClusterCatalog.CLUSTER_SECRET))
        .containsExactly(SECRET, SECRET + " before");
  }
}
