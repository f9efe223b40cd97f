package durablestreams.conformance.cluster;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.cluster.engine.Engines;
import durablestreams.histories.check.Report;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * Rounds of faults of a cluster under a mixed load, and measured changes of its leader, started by
 * {@code conformance/cluster-rounds}. Each few rounds have one cluster, one history and one seed.
 */
public final class ClusterRounds {

  private static final int IN_A_ROW = 5;

  private final OutageTable table = new OutageTable();
  private String engine = Engines.DEFAULT;
  private long seed = new SecureRandom().nextLong();
  private int rounds = 100;
  private int failovers = 20;
  private int handOvers = 20;
  private int engineFailovers;
  private Duration failoverAfter = ClusterProcess.FAILOVER_AFTER;

  private ClusterRounds() {}

  /**
   * Runs everything, and prints a table.
   *
   * @param arguments see {@code conformance/cluster-rounds}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ClusterRounds all = new ClusterRounds();
    for (String argument : arguments) {
      if (!all.set(argument)) {
        System.err.println(
            "usage: conformance/cluster-rounds [--rounds=100] [--failovers=20] [--hand-overs=20]"
                + " [--engine-failovers=0] [--failover-after=2000] [--engine=postgres]"
                + " [--seed=N]");
        System.exit(2);
      }
    }
    System.exit(all.run() ? 0 : 1);
  }

  private boolean set(String argument) {
    String value = argument.substring(argument.indexOf('=') + 1);
    switch (argument.replaceAll("=.*", "")) {
      case "--seed" -> seed = Long.parseLong(value);
      case "--rounds" -> rounds = Integer.parseInt(value);
      case "--failovers" -> failovers = Integer.parseInt(value);
      case "--hand-overs" -> handOvers = Integer.parseInt(value);
      case "--engine-failovers" -> engineFailovers = Integer.parseInt(value);
      case "--failover-after" -> failoverAfter = Duration.ofMillis(Integer.parseInt(value));
      case "--engine" -> engine = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean run() throws IOException, InterruptedException {
    System.out.println("engine " + engine + ", seed " + seed);
    int found = 0;
    try (ClusterEngine started = Engines.start(engine)) {
      if (engineFailovers > 0 && !started.electsByItself()) {
        System.err.println("--engine-failovers: " + engine + " elects no other server by itself");
        return false;
      }
      LeaderChanges changes = new LeaderChanges(started, failoverAfter, table, seed);
      if (failovers > 0) {
        changes.failOver(failovers);
      }
      if (engineFailovers > 0) {
        changes.failOverEngine(engineFailovers);
      }
      if (handOvers > 0) {
        List<String> wrong = changes.handOver(handOvers);
        wrong.forEach(System.out::println);
        System.out.println(handOvers + " hand-overs: " + wrong.size() + " requests failed");
        found += wrong.size();
      }
      for (int done = 0; done < rounds; done += IN_A_ROW) {
        found += rounds(started, seed++, Math.min(IN_A_ROW, rounds - done));
      }
    }
    System.out.println(table);
    System.out.println(rounds + " rounds, " + handOvers + " hand-overs: " + found + " violations");
    return found == 0;
  }

  private int rounds(ClusterEngine started, long of, int times)
      throws IOException, InterruptedException {
    try (ClusterRun run = new ClusterRun(started, of, failoverAfter)) {
      run.start();
      for (int i = 0; i < times; i++) {
        Fault fault = run.next();
        Duration outage = run.happen(fault);
        table.add(fault.toString(), outage);
        System.out.printf("seed %d: %s, %d ms%n", of, fault, outage.toMillis());
      }
      Report report = run.finish();
      System.out.printf("seed %d: %d rounds, %s%n", of, times, report);
      return report.found();
    }
  }
}
