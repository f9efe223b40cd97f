package durablestreams.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.kafka.KafkaCommitLog;
import durablestreams.adapters.kafka.KafkaLogSettings;
import durablestreams.application.contract.CommitLogContract;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of a commit log on three brokers, and what their deaths and pauses do to it. */
@Tag("long")
class KafkaReplicasTest extends CommitLogContract {
  private static KafkaBrokers brokers;

  private final String topic = "log-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    brokers = KafkaBrokers.start(3);
  }

  @AfterAll
  static void stop() {
    brokers.close();
  }

  @Override
  protected CommitLog open() {
    return new KafkaCommitLog(KafkaLogSettings.of(brokers.url()).withTopic(topic));
  }

  private LogPlace append(CommitLog log, String record, LogPlace end) throws InterruptedException {
    LogAppend result = log.append(record.getBytes(StandardCharsets.UTF_8), record.hashCode(), end);
    assertThat(result).as(record).isInstanceOf(LogAppend.Appended.class);
    return ((LogAppend.Appended) result).place();
  }

  private static List<String> all(CommitLog log, LogPlace after) throws InterruptedException {
    List<String> found = new ArrayList<>();
    LogPlace place = after;
    while (true) {
      LogRead read = log.read(place, 1 << 20, Duration.ZERO);
      assertThat(read).isInstanceOf(LogRead.Records.class);
      List<LogRead.Entry> entries = ((LogRead.Records) read).entries();
      if (entries.isEmpty()) {
        return found;
      }
      entries.forEach(e -> found.add(new String(e.bytes(), StandardCharsets.UTF_8)));
      place = entries.getLast().place();
    }
  }

  @Test
  void anAppendOutlivesTheBrokerThatLeads() throws Exception {
    try (CommitLog log = open();
        CommitLog other = open()) {
      LogPlace first = append(log, "before", LogPlace.BEGINNING);
      int leader = brokers.leaderOf(topic);
      brokers.kill(leader);
      long killed = System.nanoTime();
      append(log, "after", first);
      System.out.println(
          "an append took "
              + Duration.ofNanos(System.nanoTime() - killed).toMillis()
              + " ms after the leader's death");
      assertThat(all(other, LogPlace.BEGINNING)).containsExactly("before", "after");
      brokers.restart(leader);
    }
  }

  /** A broker that was suspended answers from before, until it has heard of the others. */
  @Test
  void aBrokerThatWakesUpHidesNothing() throws Exception {
    try (CommitLog log = open();
        CommitLog other = open()) {
      LogPlace first = append(log, "before", LogPlace.BEGINNING);
      int leader = brokers.leaderOf(topic);
      brokers.suspend(leader);
      LogPlace second;
      try {
        second = append(log, "meanwhile", first);
      } finally {
        brokers.resume(leader);
      }
      try (CommitLog late = open()) {
        assertThat(untilReadable(late, second)).isEmpty();
        append(late, "later", second);
      }
      assertThat(all(other, LogPlace.BEGINNING)).containsExactly("before", "meanwhile", "later");
      brokers.awaitAll();
    }
  }

  private static List<String> untilReadable(CommitLog log, LogPlace after)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      try {
        return all(log, after);
      } catch (LogUnavailableException e) {
        assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
        Thread.sleep(50);
      }
    }
  }

  @Test
  void withoutAMajorityOfReplicasNothingIsAcknowledged() throws Exception {
    KafkaLogSettings settings =
        KafkaLogSettings.of(brokers.url()).withTopic(topic).withTimeout(Duration.ofSeconds(6));
    try (CommitLog log = new KafkaCommitLog(settings)) {
      LogPlace first = append(log, "before", LogPlace.BEGINNING);
      int leader = brokers.leaderOf(topic);
      brokers.kill((leader + 1) % 3);
      brokers.kill((leader + 2) % 3);
      byte[] record = "lonely".getBytes(StandardCharsets.UTF_8);
      assertThat(log.append(record, 1, first)).isInstanceOf(LogAppend.Unknown.class);
      assertThat(log.problem()).isNotEmpty();
      brokers.restart((leader + 1) % 3, (leader + 2) % 3);
    }
  }
}
