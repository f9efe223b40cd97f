package durablestreams.simulation;

import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.weave.Mutant;

/**
 * System under simulation, with its clients, its faults and its checks. An implementation is
 * created for every run, by a constructor without parameters.
 */
public interface Scenario {

  /** Runs until the end; throws what is wrong. */
  void run(Scheduler scheduler, Mutant mutant);
}
