package durablestreams.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.cluster.engine.PostgresEngine;
import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.histories.check.HistoryCheck;
import durablestreams.histories.check.Report;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.load.Load;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that are stopped in order and started again one after the other, as for an upgrade. */
@Tag("long")
class RollingRestartTest {

  @Test
  void noRequestFailsWhileAllNodesAreRestarted() throws Exception {
    long seed = Seeds.next("rolling restart");
    History history = new History();
    try (ClusterEngine engine = PostgresEngine.withStandby();
        ClusterProcess cluster = new ClusterProcess(engine, "rolling");
        Load load = new Load(Servers.of(cluster.urls()), history, "rolling", seed);
        SteadyWriters writers = new SteadyWriters(cluster.urls(), "steady")) {
      load.start(6);
      for (ServerProcess node : cluster.nodes()) {
        writers.await(200);
        node.stop();
        writers.await(200);
        node.restart();
        cluster.awaitLeader();
      }
      writers.await(200);
      assertThat(writers.finish()).as(cluster::output).isEmpty();
      load.finish();
      Report report = HistoryCheck.check(history.operations());
      assertThat(report.violations()).as("seed %d: %s", seed, report).isEmpty();
    }
  }
}
