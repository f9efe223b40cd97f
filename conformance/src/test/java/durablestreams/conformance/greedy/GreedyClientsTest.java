package durablestreams.conformance.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A few seconds of each scenario. The limit of 2 s for an append is that of the long form; a busy
 * machine gets more.
 */
@Isolated
class GreedyClientsTest {
  private static final Duration DURATION = Duration.ofSeconds(4);
  private static final Duration SLOWEST_ALLOWED = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slow-bodies",
        "large-uploads",
        "slow-readers",
        "followed-streams",
        "zero-windows",
        "endless-uploads",
        "crawl",
        "fork-chain",
        "producers",
        "large-arrays",
        "new-streams",
        "many-producers",
        "held-connections"
      })
  void theWellBehavedClientIsServed(String name) throws Exception {
    Scenario scenario =
        Greedy.SCENARIOS.stream().filter(one -> one.name().equals(name)).findAny().orElseThrow();
    GreedyReport report = Greedy.run(scenario, false, DURATION);
    System.out.println(report);
    assertThat(report.faults(SLOWEST_ALLOWED)).as("%s", report).isEmpty();
    assertThat(report.steady().requests()).as("%s", report).isPositive();
  }
}
