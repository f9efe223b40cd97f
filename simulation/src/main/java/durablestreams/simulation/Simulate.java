package durablestreams.simulation;

import durablestreams.simulation.schedule.SimulationFailedException;
import durablestreams.simulation.schedule.Trace;
import durablestreams.simulation.weave.Mutant;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Command that runs seeds, and says which failed. */
public final class Simulate {

  private Simulate() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out));
  }

  static int run(String[] arguments, PrintStream out) {
    long seeds = 0;
    long first = 1;
    boolean trace = false;
    boolean steps = false;
    Mutant mutant = Mutant.NONE;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.replaceFirst("=.*", "")) {
        case "--seeds" -> seeds = Long.parseLong(value);
        case "--seed" -> {
          first = Long.parseLong(value);
          seeds = Math.max(seeds, 1);
        }
        case "--trace" -> trace = true;
        case "--steps" -> {
          trace = true;
          steps = true;
        }
        case "--mutant" ->
            mutant = Mutant.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
        default -> {
          out.println("unknown argument " + argument + "; --help tells the known ones");
          return 2;
        }
      }
    }
    if (seeds < 1) {
      out.println(
          "usage: simulate --seeds=N [--seed=FIRST] [--trace | --steps] [--mutant=NAME]\n"
              + "mutants: "
              + Arrays.toString(Mutant.values()).toLowerCase(Locale.ROOT));
      return 2;
    }
    Simulation simulation = new Simulation(Simulation.SERVER, mutant);
    long start = System.nanoTime();
    long taken = 0;
    int failed = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      Trace events = trace ? new Trace(out::println, steps) : Trace.hashOnly();
      try {
        taken += simulation.run(seed, events);
      } catch (SimulationFailedException e) {
        failed++;
        out.println(e.getMessage());
        if (trace) {
          e.printStackTrace(out);
        }
      }
    }
    out.printf(
        Locale.ROOT,
        "%d seeds from %d: %d failed, %d steps, %.1f s%n",
        seeds,
        first,
        failed,
        taken,
        (System.nanoTime() - start) / 1e9);
    return failed == 0 ? 0 : 1;
  }
}
