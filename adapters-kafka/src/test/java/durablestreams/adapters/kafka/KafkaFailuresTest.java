package durablestreams.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** What is said of a failure of Kafka's clients. */
class KafkaFailuresTest {

  private static String sentence(Exception failure) {
    return KafkaFailures.sentence(new ExecutionException(failure));
  }

  @Test
  void theReasonOfAReasonIsSaid() {
    assertThat(
            sentence(new KafkaException("Failed to create.", new IllegalStateException("no x\n1"))))
        .isEqualTo("Failed to create: no x");
    assertThat(sentence(new KafkaException("No leader.", new IllegalStateException())))
        .isEqualTo("No leader");
  }

  @Test
  void whatWouldBeRightFollows() {
    Exception untrusted = new SSLHandshakeException("unable to find valid certification path");
    assertThat(sentence(new SslAuthenticationException("SSL handshake failed", untrusted)))
        .startsWith(
            "SSL handshake failed: unable to find valid certification path; the trust store")
        .endsWith("and their listener TLS");
    assertThat(sentence(new SaslAuthenticationException("Authentication failed")))
        .isEqualTo(
            "Authentication failed; sasl.jaas.config must have the name and the password of a user"
                + " of the brokers");
    assertThat(sentence(new TopicAuthorizationException("Topic authorization failed.")))
        .startsWith("Topic authorization failed; the user needs the rights Describe,");
  }
}
