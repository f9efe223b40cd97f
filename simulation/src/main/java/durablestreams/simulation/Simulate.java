package durablestreams.simulation;

import durablestreams.simulation.weave.Mutant;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Command that runs seeds, and says which failed. */
public final class Simulate {

  private static final List<String> SCENARIOS = List.of(Simulation.SERVER, Simulation.CLUSTER);

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
    List<String> scenarios = List.of();
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
        case "--scenario" -> {
          if (!SCENARIOS.contains(value)) {
            out.println("no scenario " + value + "; there are " + SCENARIOS);
            return 2;
          }
          scenarios = List.of(value);
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
          "usage: simulate --seeds=N [--seed=FIRST] [--scenario=server|cluster] [--trace | --steps]"
              + " [--mutant=NAME]\nmutants: "
              + Arrays.toString(Mutant.values()).toLowerCase(Locale.ROOT));
      return 2;
    }
    if (scenarios.isEmpty()) {
      scenarios = mutant == Mutant.NONE ? SCENARIOS : List.of(mutant.scenario());
    }
    boolean passed = true;
    for (String scenario : scenarios) {
      passed &= new Runs(scenario, mutant, trace, steps, out).run(first, seeds);
    }
    return passed ? 0 : 1;
  }
}
