package durablestreams.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of a commit log on Kafka may be. */
class KafkaLogSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "broker", "broker:port", "a:1,", "kafka://a:1", "user@a:1", "a:1, b:2"})
  void whatNamesNoBrokersIsRefused(String brokers) {
    assertThatThrownBy(() -> KafkaLogSettings.of(brokers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a list of brokers, such as broker1:9092");
  }

  @Test
  void brokersMayBeNamesAndAddresses() {
    assertThat(KafkaLogSettings.of("a.example.com:9092,10.0.0.1:9092,[::1]:9092").unsafe())
        .isFalse();
  }

  @Test
  void onlyWhatSaysHowBrokersAreReachedCanBeSet() {
    KafkaLogSettings settings = KafkaLogSettings.of("a:1");
    Map<String, String> tls = Map.of("security.protocol", "SSL");
    assertThat(settings.withConnection(tls).connection()).isEqualTo(tls);
    assertThatThrownBy(() -> settings.withConnection(Map.of("acks", "1")))
        .hasMessageStartingWith("the property acks is not used: those of a commit log begin with");
  }

  @Test
  void aSecretIsNotPrinted() {
    Map<String, String> login =
        Map.of(
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"a\" password=\"hidden\";");
    assertThat(KafkaLogSettings.of("a:1").withConnection(login))
        .asString()
        .contains("sasl.jaas.config")
        .doesNotContain("hidden");
  }

  @Test
  void theRestIsWithinItsLimits() {
    KafkaLogSettings settings = KafkaLogSettings.of("a:1");
    assertThatThrownBy(() -> settings.withTopic("a b")).hasMessageContaining("1 to 200 letters");
    assertThatThrownBy(() -> settings.withTimeout(Duration.ofSeconds(1)))
        .hasMessageContaining("two seconds at least");
  }
}
