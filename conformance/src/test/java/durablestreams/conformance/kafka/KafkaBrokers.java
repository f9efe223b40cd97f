package durablestreams.conformance.kafka;

import durablestreams.conformance.harness.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;

/** Brokers of Kafka in KRaft mode, each a process, which is killed, suspended and started again. */
public final class KafkaBrokers implements AutoCloseable {

  /** How long a dead broker leads on, at most. */
  public static final Duration SESSION = Duration.ofSeconds(3);

  private static final Duration BOUND = Duration.ofSeconds(90);

  /** Held on to, so that its level stays: clients log each attempt to reach a broker. */
  private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

  static {
    CLIENTS.setLevel(Level.SEVERE);
  }

  private final List<Integer> ports;
  private final List<BrokerProcess> brokers;

  private KafkaBrokers(
      Path folder,
      List<Integer> ports,
      List<Integer> controllerPorts,
      List<SecuredListener> secured,
      boolean lasting) {
    this.ports = ports;
    this.brokers =
        IntStream.range(0, ports.size())
            .mapToObj(i -> new BrokerProcess(folder, i, ports, controllerPorts, secured, lasting))
            .toList();
  }

  /** Starts brokers on free ports and empty folders, and returns when all are known to all. */
  public static KafkaBrokers start(int count) {
    return start(count, List.of());
  }

  /** Starts one broker likewise, with further listeners. */
  public static KafkaBrokers startSecured(List<SecuredListener> secured) {
    return start(1, secured);
  }

  private static KafkaBrokers start(int count, List<SecuredListener> secured) {
    try {
      List<Integer> free = Stream.generate(FreePorts::next).distinct().limit(2L * count).toList();
      return start(
          Files.createTempDirectory("durable-streams-kafka"),
          free.subList(0, count),
          free.subList(count, 2 * count),
          secured,
          false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts brokers that run for long on these ports, with what the folder has of them. */
  public static KafkaBrokers start(
      Path folder, List<Integer> ports, List<Integer> controllerPorts) {
    return start(folder, ports, controllerPorts, List.of(), true);
  }

  private static KafkaBrokers start(
      Path folder,
      List<Integer> ports,
      List<Integer> controllerPorts,
      List<SecuredListener> secured,
      boolean lasting) {
    KafkaBrokers brokers = new KafkaBrokers(folder, ports, controllerPorts, secured, lasting);
    boolean started = false;
    try {
      brokers.brokers.forEach(BrokerProcess::start);
      brokers.awaitAll();
      started = true;
      return brokers;
    } finally {
      if (!started) {
        brokers.close();
      }
    }
  }

  /** The brokers, as clients are told of them. */
  public String url() {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  public int count() {
    return ports.size();
  }

  public List<Integer> ports() {
    return ports;
  }

  /** Returns when each broker answers, and knows all others. */
  public void awaitAll() {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!allKnown()) {
      if (System.nanoTime() > deadline || brokers.stream().noneMatch(BrokerProcess::isAlive)) {
        throw new AssertionError("the brokers do not answer:\n" + output());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private boolean allKnown() {
    for (int i = 0; i < count(); i++) {
      if (known(i).size() < count()) {
        return false;
      }
    }
    return true;
  }

  private List<Node> known(int broker) {
    try (Admin admin = admin("127.0.0.1:" + ports.get(broker))) {
      return List.copyOf(get(admin.describeCluster().nodes()));
    } catch (ExecutionException e) {
      return List.of();
    }
  }

  private static <T> T get(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A client that gives up after some seconds. */
  public Admin admin() {
    return admin(url());
  }

  private static Admin admin(String brokers) {
    return Admin.create(
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
            "",
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            3_000,
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
            3_000));
  }

  /** The number of the broker that leads the one partition of a topic; waits until one does. */
  public int leaderOf(String topic) {
    return awaitOtherLeader(topic, -1);
  }

  /** As {@link #leaderOf}, but waits until it is not this one. */
  public int awaitOtherLeader(String topic, int former) {
    return (int)
        await(
            topic,
            partition -> {
              Node leader = partition.leader();
              return leader == null || leader.id() <= 0 || leader.id() - 1 == former
                  ? OptionalLong.empty()
                  : OptionalLong.of(leader.id() - 1);
            });
  }

  /** The number of the broker that is the active controller: each is one of the controllers. */
  public int activeController() {
    try (Admin admin = admin()) {
      return get(admin.describeMetadataQuorum().quorumInfo()).leaderId() - 1;
    } catch (ExecutionException e) {
      throw new AssertionError("no active controller\n" + output(), e);
    }
  }

  /** Returns when all replicas of the one partition of a topic are in sync. */
  public void awaitReplicas(String topic) {
    await(
        topic,
        partition ->
            partition.isr().size() == partition.replicas().size()
                ? OptionalLong.of(partition.isr().size())
                : OptionalLong.empty());
  }

  private long await(String topic, Function<TopicPartitionInfo, OptionalLong> wanted) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    Object seen = "nothing";
    while (System.nanoTime() < deadline) {
      try (Admin admin = admin()) {
        TopicPartitionInfo partition =
            get(admin.describeTopics(List.of(topic)).allTopicNames())
                .values()
                .iterator()
                .next()
                .partitions()
                .getFirst();
        OptionalLong found = wanted.apply(partition);
        if (found.isPresent()) {
          return found.getAsLong();
        }
        seen = partition;
      } catch (ExecutionException e) {
        seen = e;
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("topic " + topic + ": " + seen + "\n" + output());
  }

  /** Ends a broker with SIGKILL. */
  public void kill(int broker) {
    brokers.get(broker).kill();
  }

  /** Stops brokers in order. */
  public void stop(int... stopped) {
    IntStream.of(stopped).mapToObj(brokers::get).forEach(BrokerProcess::terminate);
    IntStream.of(stopped).mapToObj(brokers::get).forEach(BrokerProcess::awaitEnd);
  }

  /** Starts brokers again, and returns when all know all. */
  public void restart(int... again) {
    IntStream.of(again).mapToObj(brokers::get).forEach(BrokerProcess::start);
    awaitAll();
  }

  /** Where a broker that was stopped has its records. */
  public Path data(int broker) {
    return brokers.get(broker).data();
  }

  public void suspend(int broker) {
    brokers.get(broker).signal("STOP");
  }

  public void resume(int broker) {
    brokers.get(broker).signal("CONT");
  }

  private String output() {
    return brokers.stream().map(BrokerProcess::output).collect(Collectors.joining());
  }

  @Override
  public void close() {
    brokers.forEach(BrokerProcess::kill);
  }
}
