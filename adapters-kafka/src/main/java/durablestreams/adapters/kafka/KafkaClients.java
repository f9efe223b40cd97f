package durablestreams.adapters.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Factory of clients of Kafka, set up so that they send, read or forget nothing on their own. */
final class KafkaClients {

  /** How long an answer of a broker is awaited when nothing else waits for it. */
  static final Duration ANSWER = Duration.ofSeconds(2);

  private static final int PRODUCER_BYTES = 4 << 20;
  private static final int FETCH_BYTES = 1 << 20;

  /** A fetch that waits delays other requests of its connection. */
  private static final int FETCH_WAIT_MILLIS = 100;

  /** A machine without power refuses no connection; meanwhile another broker is not asked. */
  private static final long CONNECT_MILLIS = 1_000;

  /** Clients of this process, which have names of their own. */
  private static final AtomicLong COUNT = new AtomicLong();

  private final KafkaLogSettings settings;

  KafkaClients(KafkaLogSettings settings) {
    this.settings = settings;
  }

  /** Common properties; those that say how brokers are reached cannot be in conflict with them. */
  private Map<String, Object> common(String use) {
    Map<String, Object> all = new HashMap<>(settings.connection());
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
    all.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        "durable-streams-" + use + "-" + COUNT.incrementAndGet());
    all.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    all.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50L);
    all.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
    all.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    all.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    all.putIfAbsent(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, CONNECT_MILLIS);
    all.putIfAbsent(
        CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 2 * CONNECT_MILLIS);
    return all;
  }

  /** A request may take this long before it is sent again, to the leader of then. */
  private int requestMillis() {
    return (int) Math.min(5_000, settings.timeout().toMillis() / 2);
  }

  /** One record in flight; what was sent twice is stored once. */
  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> all = common("writer");
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, PRODUCER_BYTES);
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, PRODUCER_BYTES);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestMillis());
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.timeout().toMillis());
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, requestMillis());
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Without a group: where it reads is decided here, and an offset that is not there an error. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> all = common("reader");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    all.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Admin admin() {
    Map<String, Object> all = common("admin");
    all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) settings.timeout().toMillis());
    return Admin.create(all);
  }
}
