package durablestreams.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.conformance.kafka.KafkaBrokers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks of a topic while it is in use. */
@Tag("long")
class KafkaTopicChecksTest {

  private static final String TOPIC = "checked";
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** An append that needs no answer of the brokers to a check does not wait for one. */
  @Test
  void aCheckDelaysNothingAndFindsWhatHasChanged() throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.start(1)) {
      KafkaLogSettings settings =
          KafkaLogSettings.of(brokers.url())
              .withTopic(TOPIC)
              .withTimeout(BOUND.multipliedBy(3))
              .asUnsafe();
      try (KafkaTopic topic = new KafkaTopic(settings, new KafkaClients(settings), Duration.ZERO)) {
        topic.require();
        brokers.suspend(0);
        try {
          FutureTask<Boolean> required =
              new FutureTask<>(() -> {
                topic.require();
                return true;
              });
          Thread.ofVirtual().start(required);
          assertThat(required.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
          brokers.resume(0);
        }
        limitRetention(brokers);
        assertThat(refusal(topic))
            .startsWith("the topic checked of the commit log has retention.ms=1000");
      }
    }
  }

  private static void limitRetention(KafkaBrokers brokers) throws Exception {
    Collection<AlterConfigOp> change =
        List.of(
            new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET));
    try (Admin admin = brokers.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, TOPIC), change))
          .all()
          .get();
    }
  }

  private static String refusal(KafkaTopic topic) throws InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        topic.require();
      } catch (LogUnavailableException e) {
        return String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(20_000_000);
    }
    return "nothing was refused";
  }
}
