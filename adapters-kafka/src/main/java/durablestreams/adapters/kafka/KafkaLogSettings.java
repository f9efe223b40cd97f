package durablestreams.adapters.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Settings of a commit log on Kafka.
 *
 * @param brokers {@code host:port} of some brokers, with commas between them
 * @param topic name of the topic
 * @param connection properties of Kafka's clients that say how brokers are reached, such as TLS and
 *     SASL
 * @param unsafe whether a topic is accepted that may lose what it has acknowledged
 * @param timeout how long it may take until a record is acknowledged, attempts again included
 * @param maxRecordBytes size of the largest record; less if the topic takes less
 */
public record KafkaLogSettings(
    String brokers,
    String topic,
    Map<String, String> connection,
    boolean unsafe,
    Duration timeout,
    int maxRecordBytes) {

  public static final String DEFAULT_TOPIC = "durable-streams-log";

  /** Longer than a broker that died is missed (9 s), so that an append outlives that. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

  /** What fits into a batch of a topic that has the default size. */
  public static final int DEFAULT_RECORD_BYTES = 1_000_000;

  private static final Pattern BROKERS =
      Pattern.compile("[^\\s,/@]+:[0-9]{1,5}(,[^\\s,/@]+:[0-9]{1,5})*");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  public KafkaLogSettings {
    if (!BROKERS.matcher(brokers).matches()) {
      throw new IllegalArgumentException(
          "the URL of a commit log on Kafka is a list of brokers, such as"
              + " broker1:9092,broker2:9092,broker3:9092");
    }
    if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw new IllegalArgumentException(
          "the topic of a commit log has 1 to 200 letters, digits, ., _ and -");
    }
    ConnectionRules.checkNames(connection.keySet());
    if (timeout.compareTo(Duration.ofSeconds(2)) < 0) {
      throw new IllegalArgumentException("the timeout of a commit log is two seconds at least");
    }
    connection = Map.copyOf(new TreeMap<>(connection));
  }

  public static KafkaLogSettings of(String brokers) {
    return new KafkaLogSettings(
        brokers, DEFAULT_TOPIC, Map.of(), false, DEFAULT_TIMEOUT, DEFAULT_RECORD_BYTES);
  }

  public KafkaLogSettings withTopic(String newTopic) {
    return new KafkaLogSettings(brokers, newTopic, connection, unsafe, timeout, maxRecordBytes);
  }

  /**
   * With properties of connections.
   *
   * @throws IllegalArgumentException with one sentence, when brokers cannot be reached with them
   */
  public KafkaLogSettings withConnection(Map<String, String> properties) {
    ConnectionRules.check(brokers, properties);
    return new KafkaLogSettings(brokers, topic, properties, unsafe, timeout, maxRecordBytes);
  }

  public KafkaLogSettings withTimeout(Duration newTimeout) {
    return new KafkaLogSettings(brokers, topic, connection, unsafe, newTimeout, maxRecordBytes);
  }

  /** Without demands on how many brokers keep what was acknowledged. */
  public KafkaLogSettings asUnsafe() {
    return new KafkaLogSettings(brokers, topic, connection, true, timeout, maxRecordBytes);
  }

  /** Without the values of properties, of which some are secret. */
  @Override
  public String toString() {
    return "topic %s at %s, properties %s"
        .formatted(topic, brokers, new TreeSet<>(connection.keySet()));
  }
}
