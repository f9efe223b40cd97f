package durablestreams.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.cluster.engine.KafkaEngine;
import durablestreams.conformance.cluster.engine.PostgresEngine;
import durablestreams.conformance.crash.Seeds;
import durablestreams.histories.check.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Some rounds of faults, one of each kind, at a cluster whose engine has more than one server.
 * {@code conformance/cluster-rounds} has more.
 */
class ClusterRoundsTest {

  private static final Duration FAILOVER_AFTER = Duration.ofSeconds(1);

  @Test
  void historiesHoldThroughFaultsOfNodesEngineAndNetwork() throws Exception {
    long seed = Seeds.next("rounds of a cluster");
    Random random = new Random(seed);
    Fault network =
        List.of(Fault.HOLD_LEADER, Fault.CUT_LEADER, Fault.HOLD_FOLLOWER, Fault.HOLD_PEERS)
            .get(random.nextInt(4));
    List<Fault> faults =
        new ArrayList<>(
            List.of(
                Fault.KILL_LEADER,
                Fault.KILL_FOLLOWER,
                Fault.SUSPEND_LEADER,
                Fault.FAIL_OVER_ENGINE,
                network));
    try (ClusterEngine engine = PostgresEngine.withStandby()) {
      histories(engine, faults, seed);
    }
  }

  @Test
  @Tag("long")
  void historiesHoldThroughFaultsOfNodesAndBrokers() throws Exception {
    List<Fault> faults =
        List.of(
            Fault.KILL_LEADER,
            Fault.KILL_FOLLOWER,
            Fault.SUSPEND_LEADER,
            Fault.FAIL_OVER_ENGINE,
            Fault.PAUSE_ENGINE,
            Fault.RESTART_ENGINE,
            Fault.HOLD_PEERS);
    try (ClusterEngine engine = KafkaEngine.withReplicas()) {
      histories(engine, new ArrayList<>(faults), Seeds.next("rounds of a cluster on Kafka"));
    }
  }

  private static void histories(ClusterEngine engine, List<Fault> faults, long seed)
      throws Exception {
    Collections.shuffle(faults, new Random(seed));
    try (ClusterRun run = new ClusterRun(engine, seed, FAILOVER_AFTER)) {
      run.start();
      for (Fault fault : faults) {
        System.out.println(fault + ": " + run.happen(fault).toMillis() + " ms without a write");
      }
      Report report = run.finish();
      assertThat(report.violations())
          .as(() -> "seed %d: %s%n%s".formatted(seed, report, run.output()))
          .isEmpty();
      assertThat(report.acknowledged()).isGreaterThan(100);
    }
  }
}
