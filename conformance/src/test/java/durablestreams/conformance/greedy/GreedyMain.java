package durablestreams.conformance.greedy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The long form; see {@link #USAGE}. */
public final class GreedyMain {
  private static final Duration SLOWEST_ALLOWED = Duration.ofSeconds(2);
  private static final String USAGE =
      """
      Usage: conformance/greedy/run [SCENARIO…] [--seconds=300] [--small]

      Runs greedy clients against the packaged server with -Xmx128m while a well-behaved client
      appends 20 times a second. Every append has to be acknowledged within 2 s, the log has to be
      without an OutOfMemoryError, and the process has to serve at the end. The exit status is 0 if
      all of that held.

      --seconds=N  how long the clients of each scenario run
      --small      with as few clients as the tests of ./verify

      Scenarios, all by default:
      """;

  private GreedyMain() {}

  public static void main(String[] arguments) throws Exception {
    var names = new ArrayList<String>();
    long seconds = 300;
    boolean full = true;
    for (String argument : arguments) {
      if (argument.equals("--help")) {
        System.out.println(USAGE + names());
        return;
      }
      if (argument.matches("--seconds=[1-9]\\d{0,5}")) {
        seconds = Long.parseLong(argument.substring(argument.indexOf('=') + 1));
      } else if (argument.equals("--small")) {
        full = false;
      } else if (names().contains(argument)) {
        names.add(argument);
      } else {
        System.err.println(argument + " is not one of the options\n\n" + USAGE + names());
        System.exit(2);
      }
    }
    boolean held = true;
    for (Scenario scenario : Greedy.SCENARIOS) {
      if (names.isEmpty() || names.contains(scenario.name())) {
        held &= held(scenario, full, Duration.ofSeconds(seconds));
      }
    }
    System.out.println(held ? "Everything held." : "NOT everything held; see above.");
    System.exit(held ? 0 : 1);
  }

  private static boolean held(Scenario scenario, boolean full, Duration duration) throws Exception {
    GreedyReport report = Greedy.run(scenario, full, duration);
    System.out.println(report);
    List<String> faults = report.faults(SLOWEST_ALLOWED);
    faults.forEach(fault -> System.out.println("  NOT held: " + fault));
    return faults.isEmpty();
  }

  private static List<String> names() {
    return Greedy.SCENARIOS.stream().map(Scenario::name).toList();
  }
}
