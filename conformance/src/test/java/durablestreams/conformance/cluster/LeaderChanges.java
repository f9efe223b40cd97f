package durablestreams.conformance.cluster;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Measurement of failovers and hand-overs of a cluster whose engine is healthy. */
final class LeaderChanges {

  private final ClusterEngine engine;
  private final Duration failoverAfter;
  private final OutageTable table;
  private final Random random;

  LeaderChanges(ClusterEngine engine, Duration failoverAfter, OutageTable table, long seed) {
    this.engine = engine;
    this.failoverAfter = failoverAfter;
    this.table = table;
    this.random = new Random(seed);
  }

  /** Kills the leader {@code times} times, each at another moment of its heartbeats. */
  void failOver(int times) throws InterruptedException {
    try (ClusterProcess cluster = new ClusterProcess(engine, log(), failoverAfter);
        WriteProbe probe = new WriteProbe()) {
      for (int i = 0; i < times; i++) {
        probe.awaitWrite(cluster.urls());
        Thread.sleep(random.nextInt((int) failoverAfter.toMillis() / 2));
        int leader = cluster.awaitLeader();
        ServerProcess node = cluster.node(leader);
        String survivor = cluster.urls().get(cluster.follower(random));
        node.kill9();
        long killed = System.nanoTime();
        probe.awaitWrite(List.of(survivor));
        add("failover, failover-after " + failoverAfter.toMillis(), System.nanoTime() - killed);
        node.restart();
        cluster.awaitLeader();
      }
    }
  }

  /**
   * Kills the server of the engine that takes records {@code times} times, if the engine elects
   * another one by itself.
   */
  void failOverEngine(int times) throws InterruptedException {
    try (ClusterProcess cluster = new ClusterProcess(engine, log(), failoverAfter);
        WriteProbe probe = new WriteProbe()) {
      for (int i = 0; i < times; i++) {
        cluster.awaitLeader();
        probe.awaitWrite(cluster.urls());
        Thread.sleep(random.nextInt(500));
        String killed = engine.killPrimary();
        long since = System.nanoTime();
        probe.awaitWrite(cluster.urls());
        add("engine: " + killed + " dies", System.nanoTime() - since);
        engine.repair();
      }
    }
  }

  /** Stops the leader in order {@code times} times under load; returns what went wrong. */
  List<String> handOver(int times) throws IOException, InterruptedException {
    try (ClusterProcess cluster = new ClusterProcess(engine, log(), failoverAfter);
        SteadyWriters writers = new SteadyWriters(cluster.urls(), "steady")) {
      for (int i = 0; i < times; i++) {
        writers.await(200 + random.nextInt(200));
        ServerProcess node = cluster.node(cluster.awaitLeader());
        writers.longest();
        node.stop();
        writers.await(100);
        add("hand-over, longest append", writers.longest().toNanos());
        node.restart();
        cluster.awaitLeader();
      }
      return writers.finish();
    }
  }

  private void add(String what, long nanos) {
    Duration time = Duration.ofNanos(nanos);
    System.out.printf("%s: %d ms%n", what, time.toMillis());
    table.add(what, time);
  }

  private String log() {
    return "changes_" + Long.toUnsignedString(random.nextLong(), 36);
  }
}
