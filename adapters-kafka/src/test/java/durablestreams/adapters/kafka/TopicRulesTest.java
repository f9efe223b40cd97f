package durablestreams.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for a topic that keeps a commit log. */
class TopicRulesTest {

  private static Optional<String> fault(
      int partitions, int replicas, Map<String, String> settings) {
    return TopicRules.unusable(partitions, settings)
        .or(() -> TopicRules.unsafe(replicas, settings));
  }

  @Test
  void aTopicThatIsCreatedHereIsAsItHasToBe() {
    assertThat(fault(1, 3, TopicRules.settings(false))).isEmpty();
    assertThat(TopicRules.unusable(1, TopicRules.settings(true))).isEmpty();
    assertThat(TopicRules.largestRecord(TopicRules.settings(false)))
        .isGreaterThanOrEqualTo(KafkaLogSettings.DEFAULT_RECORD_BYTES);
  }

  /** As an engine that speaks the protocol of Kafka, and always keeps what it acknowledged. */
  @Test
  void aSettingThatTheEngineDoesNotHaveIsNoFault() {
    assertThat(fault(1, 3, Map.of("cleanup.policy", "delete"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cleanup.policy|compact|it must be delete
          cleanup.policy|compact,delete|it must be delete
          retention.ms|1000|it must be -1, because the nodes trim the log
          retention.bytes|1000|it must be -1, because the nodes trim the log
          compression.type|zstd|it must be producer, uncompressed or gzip
          max.message.bytes|1000|it must be 66048 at least
          min.insync.replicas|1|it must be 2 at least
          unclean.leader.election.enable|true|it must be false
          """)
  void aSettingThatLosesRecordsIsNamed(String name, String value, String right) {
    Map<String, String> settings = new HashMap<>(TopicRules.settings(false));
    settings.put(name, value);
    assertThat(fault(1, 3, settings).orElse(""))
        .startsWith("has " + name + "=" + value)
        .endsWith(right);
  }

  @Test
  void oneIsTheNumberOfPartitionsAndThreeThatOfReplicas() {
    assertThat(fault(3, 3, Map.of()).orElse("")).isEqualTo("has 3 partitions: it must have 1");
    assertThat(fault(1, 2, Map.of()).orElse("")).endsWith("it must be 3");
  }
}
