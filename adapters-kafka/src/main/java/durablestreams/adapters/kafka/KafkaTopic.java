package durablestreams.adapters.kafka;

import durablestreams.application.port.replication.LogUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Topic of the commit log: created if it is not there, and checked before the first use and each
 * minute from then on. Used by several threads.
 */
final class KafkaTopic implements AutoCloseable {

  /** Offsets of a partition: of its first record, and behind its last. */
  record Bounds(long start, long end) {}

  /** Questions of a check. */
  private record Asked(KafkaFuture<TopicDescription> topic, KafkaFuture<Config> settings) {
    boolean isAnswered() {
      return topic.isDone() && settings.isDone();
    }
  }

  private static final System.Logger LOG = System.getLogger(KafkaTopic.class.getName());
  private static final Duration CHECK_AGAIN = Duration.ofMinutes(1);

  private final KafkaLogSettings settings;
  private final AdminClient admin;
  private final TopicPartition partition;
  private final Duration checkAgain;
  private final ReentrantLock checks = new ReentrantLock();

  /** What is asked beside; {@code null} if nothing is. Changed under the lock of checks. */
  private @Nullable Asked asked;

  private volatile boolean checked;
  private volatile long checkedAt;
  private volatile String refusal = "";
  private volatile int maxRecordBytes;

  KafkaTopic(KafkaLogSettings settings, KafkaClients clients) {
    this(settings, clients, CHECK_AGAIN);
  }

  KafkaTopic(KafkaLogSettings settings, KafkaClients clients, Duration checkAgain) {
    this.settings = settings;
    this.admin = new AdminClient(clients);
    this.checkAgain = checkAgain;
    this.partition = new TopicPartition(settings.topic(), 0);
    this.maxRecordBytes = settings.maxRecordBytes();
  }

  TopicPartition partition() {
    return partition;
  }

  int maxRecordBytes() {
    return maxRecordBytes;
  }

  /**
   * Returns if the topic is as it has to be, as far as the last check saw.
   *
   * @throws LogUnavailableException when it is not, or that could never be found out
   */
  void require() throws InterruptedException {
    long age = System.nanoTime() - checkedAt;
    if (!checked || (!refusal.isEmpty() && age > KafkaClients.ANSWER.toNanos())) {
      checks.lockInterruptibly();
      try {
        check();
      } finally {
        checks.unlock();
      }
    } else if (age > checkAgain.toNanos() && checks.tryLock()) {
      try {
        checkBeside();
      } finally {
        checks.unlock();
      }
    }
    if (!refusal.isEmpty()) {
      throw new LogUnavailableException(refusal);
    }
  }

  private void check() throws InterruptedException {
    judge(describe(), askSettings());
    checked = true;
  }

  /**
   * Asks, or takes the answers to what was asked before: a broker that hangs delays them, and must
   * not delay a commit with them.
   */
  private void checkBeside() throws InterruptedException {
    Asked before = asked;
    try {
      if (before == null) {
        asked = new Asked(askTopic(), askSettings());
      } else if (before.isAnswered()) {
        asked = null;
        checkedAt = System.nanoTime();
        judge(get(before.topic()), before.settings());
      }
    } catch (LogUnavailableException e) {
      // What needs the brokers finds out by itself.
      LOG.log(Level.DEBUG, "The topic of the commit log was not checked", e);
    }
  }

  private void judge(TopicDescription found, KafkaFuture<Config> settingsInEffect)
      throws InterruptedException {
    Optional<String> denied = TopicRules.denied(found.authorizedOperations());
    Optional<String> fault = denied.isPresent() ? denied : fault(found, get(settingsInEffect));
    refusal = fault.map(this::sentence).orElse("");
    checkedAt = System.nanoTime();
  }

  private Optional<String> fault(TopicDescription found, Config config) {
    Map<String, String> inEffect = new HashMap<>();
    for (ConfigEntry entry : config.entries()) {
      if (entry.value() != null) {
        inEffect.put(entry.name(), entry.value());
      }
    }
    maxRecordBytes = Math.min(settings.maxRecordBytes(), TopicRules.largestRecord(inEffect));
    Optional<String> fault = TopicRules.unusable(inEffect);
    if (fault.isPresent() || settings.unsafe()) {
      return fault;
    }
    return TopicRules.unsafe(found.partitions().getFirst().replicas().size(), inEffect);
  }

  private String sentence(String words) {
    return "the topic " + settings.topic() + " of the commit log " + words;
  }

  private TopicDescription describe() throws InterruptedException {
    try {
      return description();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw unreachable(e);
      }
    }
    create();
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    while (true) {
      try {
        return description();
      } catch (ExecutionException e) {
        // Not each broker knows it at once.
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw unreachable(e);
        }
        Thread.sleep(50);
      }
    }
  }

  private TopicDescription description() throws InterruptedException, ExecutionException {
    return askTopic().get();
  }

  private KafkaFuture<TopicDescription> askTopic() {
    return admin
        .open()
        .describeTopics(
            List.of(settings.topic()),
            new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues()
        .values()
        .iterator()
        .next();
  }

  private KafkaFuture<Config> askSettings() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
    return admin.open().describeConfigs(List.of(resource)).values().values().iterator().next();
  }

  private void create() throws InterruptedException {
    short replicas = TopicRules.REPLICAS;
    if (settings.unsafe()) {
      replicas = (short) Math.min(replicas, get(admin.open().describeCluster().nodes()).size());
    }
    NewTopic topic =
        new NewTopic(settings.topic(), 1, replicas).configs(TopicRules.settings(settings.unsafe()));
    try {
      admin.open().createTopics(List.of(topic)).all().get();
      LOG.log(Level.INFO, "Created the topic {0} of the commit log", settings.topic());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidReplicationFactorException) {
        throw new LogUnavailableException(
            sentence("needs %d brokers for its replicas".formatted(TopicRules.REPLICAS)), e);
      }
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw KafkaFailures.unavailable(sentence("cannot be created"), e);
      }
    }
  }

  /** The bounds, as the leader of the partition sees them. */
  Bounds bounds() throws InterruptedException {
    long end = offset(OffsetSpec.latest());
    return new Bounds(offset(OffsetSpec.earliest()), end);
  }

  private long offset(OffsetSpec which) throws InterruptedException {
    return getSoon(admin.open().listOffsets(Map.of(partition, which)).partitionResult(partition))
        .offset();
  }

  /** Removes the records before this offset. */
  void removeBefore(long offset) throws InterruptedException {
    remove(RecordsToDelete.beforeOffset(offset));
  }

  /** Removes all records. */
  void removeAll() throws InterruptedException {
    remove(RecordsToDelete.beforeOffset(-1));
  }

  private void remove(RecordsToDelete which) throws InterruptedException {
    get(admin.open().deleteRecords(Map.of(partition, which)).all());
  }

  private <T> T get(KafkaFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw unreachable(e);
    }
  }

  /** As {@link #get}, for what a leader of the partition that is there answers at once. */
  private <T> T getSoon(KafkaFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(KafkaClients.ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unreachable(e);
    } catch (TimeoutException e) {
      throw new LogUnavailableException(
          sentence("has no leader that answered in " + KafkaClients.ANSWER.toSeconds() + " s"), e);
    }
  }

  private LogUnavailableException unreachable(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof AuthenticationException) {
      // A certificate in a file may have been replaced, which a client reads once.
      admin.reset();
    }
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException && !checked) {
      return KafkaFailures.unavailable(
          sentence(
              "cannot be reached with security.protocol=%s, which must be that of the listener"
                  .formatted(settings.connection().getOrDefault("security.protocol", "PLAINTEXT"))),
          e);
    }
    return KafkaFailures.unavailable(sentence("cannot be reached"), e);
  }

  @Override
  public void close() {
    admin.close();
  }
}
