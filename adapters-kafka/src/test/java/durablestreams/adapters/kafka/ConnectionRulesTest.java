package durablestreams.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of properties with which brokers cannot be reached. */
class ConnectionRulesTest {

  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required";
  private static final String PLAIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";
  private static final Map<String, String> LOGIN =
      Map.of(
          "security.protocol", "SASL_SSL",
          "sasl.mechanism", "SCRAM-SHA-512",
          "sasl.jaas.config", SCRAM + " username=\"streams\" password=\"hidden\";");

  private static void check(Map<String, String> properties) {
    ConnectionRules.check("broker1:9092", properties);
  }

  private static Map<String, String> with(String lines) {
    Properties read = new Properties();
    try {
      read.load(new StringReader(lines));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Map<String, String> all = new TreeMap<>(LOGIN);
    read.stringPropertyNames()
        .forEach(name -> {
          all.put(name, read.getProperty(name));
          all.values().remove("none");
        });
    return all;
  }

  @Test
  void whatIsCompleteIsAccepted() {
    assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    assertThatCode(() -> check(LOGIN)).doesNotThrowAnyException();
    assertThatCode(() -> check(Map.of("security.protocol", "ssl"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          security.protocol=none|the property sasl.jaas.config of the commit log has no effect with security.protocol=PLAINTEXT: that must be SASL_SSL or SASL_PLAINTEXT
          security.protocol=SSL|the property sasl.jaas.config of the commit log has no effect with security.protocol=SSL: that must be SASL_SSL or SASL_PLAINTEXT
          sasl.mechanism=none|the property sasl.mechanism of the commit log is missing: with security.protocol=SASL_SSL it is that of the brokers, such as SCRAM-SHA-512 or PLAIN
          sasl.jaas.config=none|the property sasl.jaas.config of the commit log is missing: with sasl.mechanism=SCRAM-SHA-512 it is 'org.apache.kafka.common.security.scram.ScramLoginModule required username="NAME" password="PASSWORD";'
          ssl.trustore.location=/x|the property ssl.trustore.location of the commit log is unknown to Kafka's clients: look for a misspelled name
          ssl.truststore.location=/not/there|the property ssl.truststore.location of the commit log is /not/there, which cannot be read
          security.protocol=TLS|a property of the commit log is not right: Invalid value TLS for configuration security.protocol
          username=streams|the property username is not used: those of a commit log begin with
          """)
  void whatIsMissingOrWithoutEffectIsNamed(String line, String message) {
    assertThatThrownBy(() -> check(with(line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden",
        SCRAM,
        SCRAM + " username=\"streams\" password=\"hidden\"",
        SCRAM + " username=\"streams\" password=x hidden;",
        SCRAM + " username=\"streams\";",
        SCRAM + " username=\"a\" password=\"hidden\"; " + SCRAM + " username=\"a\";",
        PLAIN + " username=\"streams\" password=\"hidden\";"
      })
  void aLoginThatCannotBeUsedIsNotRepeated(String login) {
    Map<String, String> all = new TreeMap<>(LOGIN);
    all.put("sasl.jaas.config", login);
    assertThatThrownBy(() -> check(all))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the property sasl.jaas.config of the commit log cannot be used: with"
                + " sasl.mechanism=SCRAM-SHA-512 it must be '"
                + SCRAM
                + " username=\"NAME\" password=\"PASSWORD\";'")
        .hasNoCause();
  }

  @Test
  void filesOfCertificatesAreRead(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("brokers.pem"), "no certificate");
    String lines = "ssl.truststore.type=PEM\nssl.truststore.location=" + file;
    assertThatThrownBy(() -> check(with(lines)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the ssl properties of the commit log cannot be used: ");
  }

  @Test
  void whatWaitsForABrokerCanBeSet() {
    assertThat(with("socket.connection.setup.timeout.ms=3000")).hasSize(4);
    assertThatCode(() -> check(with("socket.connection.setup.timeout.ms=3000")))
        .doesNotThrowAnyException();
  }
}
