package durablestreams.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.kafka.KafkaCommitLog;
import durablestreams.adapters.kafka.KafkaLogSettings;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a topic has to be before it keeps a commit log, and what else may be in it. */
@Tag("long")
class KafkaTopicTest {
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

  private KafkaLogSettings settings() {
    return KafkaLogSettings.of(brokers.url()).withTopic(topic);
  }

  private void create(int partitions, Map<String, String> configs) throws Exception {
    try (Admin admin = brokers.admin()) {
      NewTopic created = new NewTopic(topic, partitions, (short) 1).configs(configs);
      admin.createTopics(List.of(created)).all().get();
    }
  }

  private static String refusal(KafkaLogSettings settings) throws InterruptedException {
    try (KafkaCommitLog log = new KafkaCommitLog(settings)) {
      LogAppend result = log.append(new byte[10], 1, LogPlace.BEGINNING);
      assertThat(result).isInstanceOf(LogAppend.NotAppended.class);
      String reason = ((LogAppend.NotAppended) result).reason();
      assertThat(log.problem()).isEqualTo(reason);
      assertThatThrownBy(() -> log.read(LogPlace.BEGINNING, 1, Duration.ZERO))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessage(reason);
      return reason;
    }
  }

  @Test
  void aTopicThatIsNotThereIsCreatedOnlyWithThreeReplicas() throws Exception {
    assertThat(refusal(settings()))
        .isEqualTo(
            "the topic %s of the commit log needs 3 brokers for its replicas".formatted(topic));
  }

  @Test
  void aTopicWithOneReplicaIsRefused() throws Exception {
    create(1, Map.of("retention.ms", "-1"));
    assertThat(refusal(settings()))
        .isEqualTo(
            "the topic %s of the commit log has a replication factor of 1, and may be lost with a broker: it must be 3"
                .formatted(topic));
  }

  @Test
  void aTopicThatRemovesRecordsIsRefusedEvenIfUnsafe() throws Exception {
    create(1, Map.of());
    assertThat(refusal(settings().asUnsafe()))
        .contains("has retention.ms=604800000, which removes records: it must be -1");
  }

  /** They cannot be removed again. */
  @Test
  void furtherPartitionsAreNotUsed() throws Exception {
    try (KafkaCommitLog log = new KafkaCommitLog(settings().asUnsafe())) {
      LogPlace end = appended(log.append(new byte[] {1}, 1, LogPlace.BEGINNING));
      try (Admin admin = brokers.admin()) {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
      }
      try (KafkaCommitLog again = new KafkaCommitLog(settings().asUnsafe())) {
        appended(again.append(new byte[] {2}, 2, end));
        assertThat(all(log)).hasSize(2);
      }
    }
  }

  @Test
  void brokersThatCannotBeReachedAreNoReasonToEnd() throws Exception {
    KafkaLogSettings nowhere =
        KafkaLogSettings.of("127.0.0.1:1").withTimeout(Duration.ofSeconds(2));
    assertThat(refusal(nowhere)).contains("cannot be reached");
  }

  @Test
  void recordsFollowTheLargestThatTheTopicTakes() throws Exception {
    create(1, Map.of("retention.ms", "-1", "max.message.bytes", "100000"));
    try (KafkaCommitLog log = new KafkaCommitLog(settings().asUnsafe())) {
      log.read(LogPlace.BEGINNING, 1, Duration.ZERO);
      assertThat(log.maxRecordBytes()).isEqualTo(100_000 - 512);
      byte[] most = new byte[log.maxRecordBytes()];
      assertThat(log.append(most, 1, LogPlace.BEGINNING)).isInstanceOf(LogAppend.Appended.class);
    }
  }

  /** Records of others, and the markers of their transactions, are gaps. */
  @Test
  void whatOthersWriteIsPassedOver() throws Exception {
    try (KafkaCommitLog log = new KafkaCommitLog(settings().asUnsafe());
        KafkaCommitLog other = new KafkaCommitLog(settings().asUnsafe())) {
      assertThat(other.read(LogPlace.BEGINNING, 1, Duration.ZERO))
          .isEqualTo(new LogRead.Records(List.of()));
      writeTransactions();
      assertThat(other.read(LogPlace.BEGINNING, 1, Duration.ZERO))
          .isEqualTo(new LogRead.Records(List.of()));
      LogPlace end = appended(log.append(new byte[] {1}, 1, LogPlace.BEGINNING));
      writeTransactions();
      assertThat(log.append(new byte[] {2}, 2, end)).isEqualTo(new LogAppend.Superseded());
      List<LogRead.Entry> all = all(other);
      assertThat(all).extracting(e -> e.bytes()[0]).containsExactly((byte) 1, (byte) 2);
      LogPlace last = all.getLast().place();
      assertThat(log.append(new byte[] {3}, 3, last)).isInstanceOf(LogAppend.Appended.class);
      other.trim(last);
      assertThat(other.read(last, 1, Duration.ZERO)).isInstanceOf(LogRead.Records.class);
      assertThat(log.read(LogPlace.BEGINNING, 1, Duration.ZERO)).isEqualTo(new LogRead.Trimmed());
    }
  }

  private static List<LogRead.Entry> all(KafkaCommitLog log) throws InterruptedException {
    List<LogRead.Entry> all = new ArrayList<>();
    LogPlace place = LogPlace.BEGINNING;
    while (log.read(place, 1 << 20, Duration.ZERO) instanceof LogRead.Records(var entries)
        && !entries.isEmpty()) {
      all.addAll(entries);
      place = entries.getLast().place();
    }
    return all;
  }

  private static LogPlace appended(LogAppend result) {
    assertThat(result).isInstanceOf(LogAppend.Appended.class);
    return ((LogAppend.Appended) result).place();
  }

  private void writeTransactions() throws Exception {
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers.url(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "other");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "a key of 16 byte", "committed"));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "aborted"));
      producer.flush();
      producer.abortTransaction();
    }
    awaitMarkers();
  }

  /** A transaction has ended before its markers are in the topic. */
  private void awaitMarkers() throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (end(IsolationLevel.READ_COMMITTED) != end(IsolationLevel.READ_UNCOMMITTED)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private long end(IsolationLevel seen) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = brokers.admin()) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(seen))
          .partitionResult(partition)
          .get()
          .offset();
    }
  }

  /** As after an election of a replica that was not in sync, or a restore of the brokers. */
  @Test
  void aTopicThatWasMadeAnewIsAnotherLog() throws Exception {
    try (KafkaCommitLog log = new KafkaCommitLog(settings().asUnsafe())) {
      LogPlace end = appended(log.append(new byte[] {1}, 1, LogPlace.BEGINNING));
      end = appended(log.append(new byte[] {2}, 2, end));
      try (Admin admin = brokers.admin()) {
        admin.deleteTopics(List.of(topic)).all().get();
      }
      try (KafkaCommitLog again = new KafkaCommitLog(settings().asUnsafe())) {
        appended(again.append(new byte[] {3}, 3, LogPlace.BEGINNING));
        assertThat(log.append(new byte[] {5}, 5, end)).isNotInstanceOf(LogAppend.Appended.class);
        assertThat(again.read(end, 1, Duration.ZERO)).isInstanceOf(LogRead.Diverged.class);
        assertThat(untilAnswered(log, end)).isInstanceOf(LogRead.Diverged.class);
        assertThat(again.append(new byte[] {4}, 4, end)).isNotInstanceOf(LogAppend.Appended.class);
      }
    }
  }

  /** A client that knew the former topic has to hear of the new one. */
  private static LogRead untilAnswered(KafkaCommitLog log, LogPlace after)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      try {
        return log.read(after, 1, Duration.ZERO);
      } catch (LogUnavailableException e) {
        assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
        LockSupport.parkNanos(50_000_000);
      }
    }
  }
}
