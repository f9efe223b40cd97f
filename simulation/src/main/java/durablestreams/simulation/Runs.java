package durablestreams.simulation;

import durablestreams.simulation.schedule.SimulationFailedException;
import durablestreams.simulation.schedule.Trace;
import durablestreams.simulation.weave.Mutant;
import java.io.PrintStream;
import java.util.Locale;

/** Runs of one scenario, seed after seed, with what is printed of them. */
record Runs(String scenario, Mutant mutant, boolean trace, boolean steps, PrintStream out) {

  /** Runs the seeds; false if any of them failed. */
  boolean run(long first, long seeds) {
    Simulation simulation = new Simulation(scenario, mutant);
    long start = System.nanoTime();
    long taken = 0;
    long traces = 0;
    int failed = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      Trace events = trace ? new Trace(out::println, steps) : Trace.hashOnly();
      try {
        taken += simulation.run(seed, events);
      } catch (SimulationFailedException e) {
        failed++;
        out.println(scenario + ", " + e.getMessage());
        if (trace) {
          e.printStackTrace(out);
        }
      }
      traces = 31 * traces + events.hash();
    }
    out.printf(
        Locale.ROOT,
        "%s: %d seeds from %d: %d failed, %d steps, traces %016x, %.1f s%n",
        scenario,
        seeds,
        first,
        failed,
        taken,
        traces,
        (System.nanoTime() - start) / 1e9);
    return failed == 0;
  }
}
