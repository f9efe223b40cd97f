package durablestreams.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.cluster.engine.KafkaEngine;
import durablestreams.conformance.cluster.engine.PostgresEngine;
import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.official.OfficialSuite;
import durablestreams.conformance.official.SuiteReport;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official suite passes in full on a cluster, whichever node each request goes to. */
@Order(2)
class ClusterSuiteTest {

  private static final int TESTS = 338;
  private static final Duration LONG_POLL = Duration.ofSeconds(3);
  private static final Duration LONG_POLL_LIMIT = Duration.ofSeconds(30);
  private static final Duration TEST_LIMIT = Duration.ofSeconds(65);

  @Test
  void everyRequestMayGoToAnyNode() throws Exception {
    try (ClusterEngine engine = PostgresEngine.single()) {
      passes(engine);
    }
  }

  @Test
  @Tag("long")
  void everyRequestMayGoToAnyNodeOnKafka() throws Exception {
    try (ClusterEngine engine = KafkaEngine.withReplicas()) {
      passes(engine);
    }
  }

  private static void passes(ClusterEngine engine) throws Exception {
    OfficialSuite suite = OfficialSuite.installed();
    try (RandomNodeProxy proxy = new RandomNodeProxy(Seeds.next("nodes of the suite"));
        ClusterProcess cluster =
            new ClusterProcess(
                engine,
                "suite",
                "--public-url=http://127.0.0.1:" + proxy.port(),
                "--long-poll-timeout=" + LONG_POLL.toSeconds() + "s",
                "--subscriptions-development")) {
      proxy.forwardTo(cluster.nodes().stream().map(ServerProcess::port).toList());
      SuiteReport report =
          suite.against(
              URI.create("http://127.0.0.1:" + proxy.port()), LONG_POLL_LIMIT, TEST_LIMIT);
      assertThat(report.failures())
          .as(() -> report.explained() + "\n" + cluster.output())
          .isEmpty();
      assertThat(report.passed()).isEqualTo(TESTS);
      for (int node = 0; node < 3; node++) {
        assertThat(proxy.requests(node)).as("requests at node %d", node).isGreaterThan(100);
      }
    }
  }
}
