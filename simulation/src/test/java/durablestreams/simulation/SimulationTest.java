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
  private static final int TWICE = 20;
  private static final int SEEDS_OF_A_MUTANT = 100;

  @Test
  void noSeedFindsAViolation() {
    Simulation simulation = new Simulation(Simulation.SERVER, Mutant.NONE);
    List<String> failures = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        simulation.run(seed, Trace.hashOnly());
      } catch (SimulationFailedException e) {
        failures.add(e.getMessage());
      }
    }
    assertThat(failures).as("./simulate --seed=N --trace shows more of a seed").isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    List<String> first = traces();
    assertThat(traces()).isEqualTo(first);
    assertThat(first).doesNotHaveDuplicates();
  }

  /** Each call with classes that are woven anew. */
  private static List<String> traces() {
    Simulation simulation = new Simulation(Simulation.SERVER, Mutant.NONE);
    List<String> traces = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + TWICE; seed++) {
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
    Simulation simulation = new Simulation(Simulation.SERVER, mutant);
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
