package durablestreams.simulation;

import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulationFailedException;
import durablestreams.simulation.schedule.Trace;
import durablestreams.simulation.weave.Mutant;
import durablestreams.simulation.weave.SimulationLoader;
import java.lang.reflect.Constructor;
import java.util.Map;

/** Simulation of a scenario, woven once, that runs any number of seeds one after the other. */
public final class Simulation {

  /** Scenario of a server that crashes. */
  public static final String SERVER = "server";

  /** Scenario of a cluster whose nodes crash, stop and lose each other. */
  public static final String CLUSTER = "cluster";

  private static final Map<String, String> SCENARIOS =
      Map.of(
          SERVER,
          "durablestreams.simulation.server.ServerScenario",
          CLUSTER,
          "durablestreams.simulation.cluster.ClusterScenario");

  private static final long MAX_STEPS = 5_000_000;

  private final Mutant mutant;
  private final Constructor<? extends Scenario> scenario;

  public Simulation(String scenario, Mutant mutant) {
    this.mutant = mutant;
    String name = SCENARIOS.get(scenario);
    if (name == null) {
      throw new IllegalArgumentException(
          "no scenario " + scenario + "; there are " + SERVER + " and " + CLUSTER);
    }
    try {
      this.scenario =
          Class.forName(name, true, new SimulationLoader(mutant))
              .asSubclass(Scenario.class)
              .getDeclaredConstructor();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no scenario " + scenario, e);
    }
  }

  /**
   * Runs a seed.
   *
   * @return how many steps it took
   * @throws SimulationFailedException when a check fails, with the seed in its message
   */
  public long run(long seed, Trace trace) {
    try (Scheduler scheduler = new Scheduler(seed, trace, MAX_STEPS);
        LogWatch.Open watch = LogWatch.open(scheduler)) {
      try {
        scenario.newInstance().run(scheduler, mutant);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
      return scheduler.steps();
    } catch (RuntimeException e) {
      throw new SimulationFailedException("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
