package durablestreams.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.simulation.schedule.SimulationFailedException;
import durablestreams.simulation.schedule.Trace;
import durablestreams.simulation.weave.Mutant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs of the server under simulation. {@code -Dsimulation.seeds} sets how many, and {@code
 * -Dsimulation.seed} the first one.
 */
@Timeout(900)
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("simulation.seeds", 300);
  private static final long FIRST = Long.getLong("simulation.seed", 1);
  private static final int SEEDS_OF_CLUSTER = Integer.getInteger("simulation.clusterSeeds", 100);
  private static final int TWICE = 20;
  private static final int TWICE_OF_CLUSTER = 4;
  private static final int SEEDS_OF_A_MUTANT = 100;

  @Test
  void noSeedFindsAViolation() {
    assertThat(failures(Simulation.SERVER, SEEDS))
        .as("./simulate --seed=N --scenario=server --trace shows more of a seed")
        .isEmpty();
  }

  @Test
  void noSeedFindsAViolationInACluster() {
    assertThat(failures(Simulation.CLUSTER, SEEDS_OF_CLUSTER))
        .as("./simulate --seed=N --scenario=cluster --trace shows more of a seed")
        .isEmpty();
  }

  private static List<String> failures(String scenario, int seeds) {
    Simulation simulation = new Simulation(scenario, Mutant.NONE);
    List<String> failures = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + seeds; seed++) {
      try {
        simulation.run(seed, Trace.hashOnly());
      } catch (SimulationFailedException e) {
        failures.add(e.getMessage());
      }
    }
    return failures;
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    List<String> first = traces(Simulation.SERVER, TWICE);
    assertThat(traces(Simulation.SERVER, TWICE)).isEqualTo(first);
    assertThat(first).doesNotHaveDuplicates();
  }

  @Test
  void theSameSeedGivesTheSameTraceOfACluster() {
    List<String> first = traces(Simulation.CLUSTER, TWICE_OF_CLUSTER);
    assertThat(traces(Simulation.CLUSTER, TWICE_OF_CLUSTER)).isEqualTo(first);
    assertThat(first).doesNotHaveDuplicates();
  }

  /** Each call with classes that are woven anew. */
  private static List<String> traces(String scenario, int seeds) {
    Simulation simulation = new Simulation(scenario, Mutant.NONE);
    List<String> traces = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + seeds; seed++) {
      List<String> events = new ArrayList<>();
      Trace trace = new Trace(events::add, false);
      long steps = simulation.run(seed, trace);
      traces.add(trace.hash() + " after " + steps + " steps: " + events);
    }
    return traces;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedFaultIsFound(Mutant mutant) {
    Simulation simulation = new Simulation(mutant.scenario(), mutant);
    for (long seed = FIRST; seed < FIRST + SEEDS_OF_A_MUTANT; seed++) {
      try {
        simulation.run(seed, Trace.hashOnly());
      } catch (SimulationFailedException e) {
        return;
      }
    }
    assertThat(mutant).as("not found in %s seeds", SEEDS_OF_A_MUTANT).isEqualTo(Mutant.NONE);
  }
}
