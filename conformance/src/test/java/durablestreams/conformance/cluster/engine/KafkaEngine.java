package durablestreams.conformance.cluster.engine;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.kafka.KafkaBrokers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brokers of Kafka as processes of this machine. With three of them another one leads when one is
 * killed. The primary is the one that leads the log that was configured last.
 */
public final class KafkaEngine implements ClusterEngine {

  private final KafkaBrokers brokers;
  private final List<String> topics = new ArrayList<>();
  private int killed = -1;

  private KafkaEngine(int count) {
    this.brokers = KafkaBrokers.start(count);
  }

  /** One broker, which nodes accept with {@code --unsafe-commit-log}. */
  public static KafkaEngine single() {
    return new KafkaEngine(1);
  }

  /** Three brokers, each with a replica of each topic. */
  public static KafkaEngine withReplicas() {
    return new KafkaEngine(3);
  }

  @Override
  public List<Integer> ports() {
    return brokers.ports();
  }

  @Override
  public ServerCommand configure(ServerCommand node, String log, List<Integer> reachedAt) {
    if (!topics.contains(log)) {
      topics.add(log);
    }
    String hosts =
        reachedAt.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    ServerCommand command =
        node.with("--commit-log=kafka", "--commit-log-topic=" + log).env("COMMIT_LOG_URL", hosts);
    return hasStandby() ? command : command.with("--unsafe-commit-log");
  }

  /** Brokers tell clients where they are, so a link in front of one would be passed by. */
  @Override
  public boolean hasLinks() {
    return false;
  }

  @Override
  public boolean hasStandby() {
    return brokers.count() > 1;
  }

  @Override
  public boolean electsByItself() {
    return hasStandby();
  }

  @Override
  public String killPrimary() {
    killed = brokers.leaderOf(topics.getLast());
    boolean controls = brokers.activeController() == killed;
    brokers.kill(killed);
    return controls ? "the broker that leads and controls" : "the broker that leads";
  }

  @Override
  public void promote() {
    brokers.awaitOtherLeader(topics.getLast(), killed);
  }

  @Override
  public void repair() {
    brokers.restart(killed);
    awaitReplicas();
  }

  @Override
  public void restart() {
    int[] all = IntStream.range(0, brokers.count()).toArray();
    brokers.stop(all);
    brokers.restart(all);
    awaitReplicas();
  }

  private void awaitReplicas() {
    topics.forEach(brokers::awaitReplicas);
  }

  @Override
  public void pause() {
    IntStream.range(0, brokers.count()).forEach(brokers::suspend);
  }

  @Override
  public void resume() {
    IntStream.range(0, brokers.count()).forEach(brokers::resume);
  }

  @Override
  public void close() {
    brokers.close();
  }
}
