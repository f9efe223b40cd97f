package durablestreams.adapters.kafka;

import durablestreams.application.contract.CommitLogContract;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.conformance.kafka.KafkaBrokers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a commit log, on one broker: here, because a broker is a process. */
class KafkaCommitLogTest extends CommitLogContract {
  private static KafkaBrokers brokers;

  private final String topic = "log-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    brokers = KafkaBrokers.start(1);
  }

  @AfterAll
  static void stop() {
    brokers.close();
  }

  @Override
  protected CommitLog open() {
    return new KafkaCommitLog(KafkaLogSettings.of(brokers.url()).withTopic(topic).asUnsafe());
  }
}
