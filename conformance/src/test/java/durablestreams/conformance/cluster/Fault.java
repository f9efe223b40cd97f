package durablestreams.conformance.cluster;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.harness.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What happens to a cluster under load. Each fault begins, lasts, and ends. */
enum Fault {
  KILL_LEADER("kill -9 of the leader"),
  KILL_FOLLOWER("kill -9 of a follower"),
  STOP_LEADER("SIGTERM of the leader"),
  SUSPEND_LEADER("SIGSTOP of the leader"),
  HOLD_LEADER("leader and engine: network silent"),
  CUT_LEADER("leader and engine: connections cut"),
  HOLD_FOLLOWER("follower and engine: network silent"),
  HOLD_PEERS("leader and other nodes: network silent"),
  RESTART_ENGINE("restart of the engine"),
  KILL_ENGINE("kill -9 of the engine, restart"),
  FAIL_OVER_ENGINE("kill -9 of the engine, promotion"),
  PAUSE_ENGINE("SIGSTOP of the engine");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /**
   * A fault that has begun.
   *
   * @param writable nodes at which writes succeed before it ends; none for a fault of the engine
   * @param end ends it
   */
  record Begun(List<Integer> writable, Duration duration, Runnable end) {}

  /** Whether the engine can have it. */
  boolean isPossible(ClusterEngine engine) {
    return switch (this) {
      case HOLD_LEADER, CUT_LEADER, HOLD_FOLLOWER -> engine.hasLinks();
      case FAIL_OVER_ENGINE -> engine.hasStandby();
      default -> true;
    };
  }

  Begun begin(ClusterProcess cluster, ClusterEngine engine, Random random) {
    return switch (this) {
      case KILL_LEADER, STOP_LEADER, SUSPEND_LEADER, HOLD_LEADER, CUT_LEADER ->
          atNode(cluster, cluster.awaitLeader());
      case KILL_FOLLOWER, HOLD_FOLLOWER -> atNode(cluster, cluster.follower(random));
      case HOLD_PEERS -> {
        int leader = cluster.awaitLeader();
        cluster.network(leader).holdPeers();
        yield new Begun(List.of(leader), threeFailovers(cluster), cluster.network(leader)::mend);
      }
      case RESTART_ENGINE, KILL_ENGINE, FAIL_OVER_ENGINE, PAUSE_ENGINE ->
          atEngine(engine, cluster.failoverAfter().dividedBy(1 + random.nextInt(4)));
    };
  }

  private Begun atNode(ClusterProcess cluster, int number) {
    ServerProcess node = cluster.node(number);
    ClusterNetwork network = cluster.network(number);
    List<Integer> others =
        IntStream.range(0, ClusterProcess.NODES).filter(i -> i != number).boxed().toList();
    return switch (this) {
      case SUSPEND_LEADER -> {
        node.suspend();
        yield new Begun(others, threeFailovers(cluster), node::resume);
      }
      case HOLD_LEADER, HOLD_FOLLOWER -> {
        network.holdEngine();
        yield new Begun(others, threeFailovers(cluster), network::mend);
      }
      case CUT_LEADER -> {
        network.cutEngine();
        yield new Begun(others, threeFailovers(cluster), network::mend);
      }
      case STOP_LEADER -> {
        node.terminate();
        yield new Begun(others, Duration.ZERO, () -> restartStopped(node));
      }
      default -> {
        node.kill9();
        yield new Begun(others, Duration.ZERO, node::restart);
      }
    };
  }

  private static void restartStopped(ServerProcess node) {
    int code = node.awaitExit();
    if (code != 0) {
      throw new AssertionError("exit code " + code + " after SIGTERM:\n" + node.output());
    }
    node.restart();
  }

  private static Duration threeFailovers(ClusterProcess cluster) {
    return cluster.failoverAfter().multipliedBy(3);
  }

  private Begun atEngine(ClusterEngine engine, Duration duration) {
    return switch (this) {
      case PAUSE_ENGINE -> {
        engine.pause();
        yield new Begun(List.of(), duration, engine::resume);
      }
      case KILL_ENGINE -> {
        engine.killPrimary();
        yield new Begun(List.of(), duration, engine::repair);
      }
      case FAIL_OVER_ENGINE -> {
        engine.killPrimary();
        engine.promote();
        yield new Begun(List.of(), Duration.ZERO, engine::repair);
      }
      default -> {
        engine.restart();
        yield new Begun(List.of(), Duration.ZERO, () -> {});
      }
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
