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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
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

  private static final System.Logger LOG = System.getLogger(KafkaTopic.class.getName());
  private static final Duration CHECK_AGAIN = Duration.ofMinutes(1);

  private final KafkaLogSettings settings;
  private final KafkaClients clients;
  private final TopicPartition partition;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Admin admin;
  private volatile boolean checked;
  private volatile long checkedAt;
  private volatile String refusal = "";
  private volatile int maxRecordBytes;
  private volatile boolean closed;

  KafkaTopic(KafkaLogSettings settings, KafkaClients clients) {
    this.settings = settings;
    this.clients = clients;
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
      lock.lockInterruptibly();
      try {
        check();
      } finally {
        lock.unlock();
      }
    } else if (age > CHECK_AGAIN.toNanos() && lock.tryLock()) {
      try {
        checkedAt = System.nanoTime();
        check();
      } catch (LogUnavailableException e) {
        // What needs the brokers finds out by itself.
        LOG.log(Level.DEBUG, "the topic of the commit log was not checked", e);
      } finally {
        lock.unlock();
      }
    }
    if (!refusal.isEmpty()) {
      throw new LogUnavailableException(refusal);
    }
  }

  private void check() throws InterruptedException {
    TopicDescription found = describe();
    Map<String, String> inEffect = settingsInEffect();
    int replicas = found.partitions().getFirst().replicas().size();
    Optional<String> fault = TopicRules.unusable(found.partitions().size(), inEffect);
    Optional<String> risk = TopicRules.unsafe(replicas, inEffect);
    refusal =
        fault.or(() -> settings.unsafe() ? Optional.empty() : risk).map(this::sentence).orElse("");
    maxRecordBytes = Math.min(settings.maxRecordBytes(), TopicRules.largestRecord(inEffect));
    checkedAt = System.nanoTime();
    checked = true;
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
    return admin()
        .describeTopics(List.of(settings.topic()))
        .topicNameValues()
        .values()
        .iterator()
        .next()
        .get();
  }

  private Map<String, String> settingsInEffect() throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
    Map<String, String> found = new HashMap<>();
    for (ConfigEntry entry :
        get(admin().describeConfigs(List.of(resource)).values().values().iterator().next())
            .entries()) {
      if (entry.value() != null) {
        found.put(entry.name(), entry.value());
      }
    }
    return found;
  }

  private void create() throws InterruptedException {
    short replicas = TopicRules.REPLICAS;
    if (settings.unsafe()) {
      replicas = (short) Math.min(replicas, get(admin().describeCluster().nodes()).size());
    }
    NewTopic topic =
        new NewTopic(settings.topic(), 1, replicas).configs(TopicRules.settings(settings.unsafe()));
    try {
      admin().createTopics(List.of(topic)).all().get();
      LOG.log(Level.INFO, "Created the topic {0} of the commit log", settings.topic());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidReplicationFactorException) {
        throw new LogUnavailableException(
            sentence("needs %d brokers for its replicas".formatted(TopicRules.REPLICAS)), e);
      }
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw KafkaClients.unavailable(sentence("cannot be created"), e);
      }
    }
  }

  /** The bounds, as the leader of the partition sees them. */
  Bounds bounds() throws InterruptedException {
    long end = offset(OffsetSpec.latest());
    return new Bounds(offset(OffsetSpec.earliest()), end);
  }

  private long offset(OffsetSpec which) throws InterruptedException {
    return getSoon(admin().listOffsets(Map.of(partition, which)).partitionResult(partition))
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
    get(admin().deleteRecords(Map.of(partition, which)).all());
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
    return KafkaClients.unavailable(sentence("cannot be reached"), e);
  }

  private Admin admin() {
    Admin open = admin;
    if (open != null) {
      return open;
    }
    lock.lock();
    try {
      open = admin;
      if (closed) {
        throw new LogUnavailableException("the commit log was closed");
      }
      if (open == null) {
        open = clients.admin();
        admin = open;
      }
      return open;
    } catch (KafkaException e) {
      throw KafkaClients.unavailable("the clients of the commit log cannot be set up", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      Admin open = admin;
      admin = null;
      if (open != null) {
        open.close(Duration.ZERO);
      }
    } finally {
      lock.unlock();
    }
  }
}
