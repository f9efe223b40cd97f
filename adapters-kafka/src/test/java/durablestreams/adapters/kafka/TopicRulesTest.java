package durablestreams.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for a topic that keeps a commit log. */
class TopicRulesTest {

  private static Optional<String> fault(int replicas, Map<String, String> settings) {
    return TopicRules.unusable(settings).or(() -> TopicRules.unsafe(replicas, settings));
  }

  @Test
  void aTopicThatIsCreatedHereIsAsItHasToBe() {
    assertThat(fault(3, TopicRules.settings(false))).isEmpty();
    assertThat(TopicRules.unusable(TopicRules.settings(true))).isEmpty();
    assertThat(TopicRules.largestRecord(TopicRules.settings(false)))
        .isGreaterThanOrEqualTo(KafkaLogSettings.DEFAULT_RECORD_BYTES);
  }

  /** As an engine that speaks the protocol of Kafka, and always keeps what it acknowledged. */
  @Test
  void aSettingThatTheEngineDoesNotHaveIsNoFault() {
    assertThat(fault(3, Map.of("cleanup.policy", "delete"))).isEmpty();
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
    assertThat(fault(3, settings).orElse(""))
        .startsWith("has " + name + "=" + value)
        .endsWith(right);
  }

  @Test
  void threeIsTheNumberOfReplicas() {
    assertThat(fault(2, Map.of()).orElse("")).endsWith("it must be 3");
  }

  @Test
  void aRightThatIsMissingIsNamed() {
    Set<AclOperation> granted =
        EnumSet.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ);
    assertThat(TopicRules.denied(granted))
        .hasValue(
            "does not grant its user Write, Delete: the user needs the rights Describe,"
                + " DescribeConfigs, Read, Write and Delete");
    granted.addAll(EnumSet.of(AclOperation.WRITE, AclOperation.DELETE));
    assertThat(TopicRules.denied(granted)).isEmpty();
  }

  @Test
  void anEngineThatDoesNotTellTheRightsIsNotRefused() {
    assertThat(TopicRules.denied(null)).isEmpty();
    assertThat(TopicRules.denied(Set.of())).isEmpty();
  }
}
