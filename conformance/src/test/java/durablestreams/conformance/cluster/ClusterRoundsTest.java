package durablestreams.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.cluster.engine.PostgresEngine;
import durablestreams.conformance.crash.Seeds;
import durablestreams.histories.check.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Five rounds of faults, one of each kind, at a cluster whose PostgreSQL has a synchronous standby.
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
    Collections.shuffle(faults, random);
    try (ClusterEngine engine = PostgresEngine.withStandby();
        ClusterRun run = new ClusterRun(engine, seed, FAILOVER_AFTER)) {
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
