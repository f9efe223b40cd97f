package durablestreams.conformance.cluster;

import durablestreams.conformance.harness.ServerProcess;
import durablestreams.histories.check.HistoryCheck;
import durablestreams.histories.check.Report;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Rounds of faults of a cluster under a mixed load, started by {@code conformance/cluster-rounds}.
 * Each few of them have one cluster, one history and one seed.
 */
public final class ClusterRounds {

  private static final int CLIENTS = 12;
  private static final int IN_A_ROW = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** What happens to the cluster. */
  enum Fault {
    KILL_LEADER,
    KILL_FOLLOWER,
    STOP_LEADER,
    SUSPEND_LEADER,
    RESTART_ENGINE
  }

  private final Engine engine;
  private final Random random;
  private final long seed;

  private ClusterRounds(Engine engine, long seed) {
    this.engine = engine;
    this.random = new Random(seed);
    this.seed = seed;
  }

  /** {@code --rounds=N} and {@code --seed=N}. */
  public static void main(String[] arguments) throws Exception {
    long seed = new SecureRandom().nextLong();
    int rounds = 100;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.replaceAll("=.*", "")) {
        case "--seed" -> seed = Long.parseLong(value);
        case "--rounds" -> rounds = Integer.parseInt(value);
        default -> {
          System.err.println("usage: conformance/cluster-rounds [--rounds=100] [--seed=N]");
          System.exit(2);
        }
      }
    }
    int found = 0;
    try (Engine engine = Engine.start()) {
      for (int done = 0; done < rounds; done += IN_A_ROW) {
        found += new ClusterRounds(engine, seed++).run(Math.min(IN_A_ROW, rounds - done));
      }
    }
    System.out.println(rounds + " rounds: " + found + " violations");
    System.exit(found == 0 ? 0 : 1);
  }

  private int run(int times) throws IOException, InterruptedException {
    History history = new History();
    String table = "round_" + Long.toUnsignedString(seed, 36);
    try (ClusterProcess cluster = new ClusterProcess(engine, table);
        Load load = new Load(Servers.of(cluster.urls()), history, "run", seed)) {
      load.start(CLIENTS);
      for (int i = 0; i < times; i++) {
        awaitSomeLoad(history);
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        System.out.printf("seed %d: %s%n", seed, fault);
        happen(fault, cluster);
        cluster.awaitLeader();
      }
      awaitSomeLoad(history);
      load.finish();
      Report report = HistoryCheck.check(history.operations());
      System.out.printf("%d rounds, seed %d: %s%n", times, seed, report);
      if (!report.isClean()) {
        Path file = Files.createTempFile("cluster-history-" + seed + "-", ".jsonl");
        history.save(file);
        System.out.println("the history is in " + file + "\n" + cluster.output());
      }
      return report.found();
    }
  }

  private void awaitSomeLoad(History history) throws InterruptedException {
    history.awaitAnswers(history.answers() + 50 + random.nextInt(250), PATIENCE);
  }

  private void happen(Fault fault, ClusterProcess cluster)
      throws IOException, InterruptedException {
    int leader = cluster.awaitLeader();
    ServerProcess node = cluster.node(leader);
    switch (fault) {
      case KILL_LEADER -> {
        node.kill9();
        cluster.awaitLeader();
        node.restart();
      }
      case KILL_FOLLOWER -> {
        ServerProcess follower = cluster.node((leader + 1 + random.nextInt(2)) % 3);
        follower.kill9();
        follower.restart();
      }
      case STOP_LEADER -> {
        node.stop();
        node.restart();
      }
      case SUSPEND_LEADER -> {
        signal("STOP", node);
        Thread.sleep(ClusterProcess.FAILOVER_AFTER.multipliedBy(3));
        signal("CONT", node);
      }
      case RESTART_ENGINE -> engine.restart();
    }
  }

  private static void signal(String name, ServerProcess node)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(node.pid())).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("the signal " + name + " was not sent");
    }
  }
}
