package durablestreams.histories;

import durablestreams.histories.check.HistoryCheck;
import durablestreams.histories.check.Report;
import durablestreams.histories.check.Rule;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.implementation.ImplementationTests;
import durablestreams.histories.load.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Command line of checked histories. */
public final class Histories {
  private static final String USAGE =
      """
      usage: histories check FILE [--without=RULE,…]
             histories record --url=URL[,URL…] --out=FILE [--seconds=10] [--clients=16] [--seed=N]
             histories implementation --url=URL [--restart=COMMAND] [--only=TEXT]

      check           checks a recorded history and prints what breaks a rule; the exit code is 1
      record          puts a mixed load on a server, or on the nodes of a cluster, and records it
      implementation  tests an implementation: durability, concurrency, live readers, large bodies
      URL is that of the server, or the one that names of streams are appended to.\
      """;

  private Histories() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (argument.startsWith("--") && equals > 0) {
        options.put(argument.substring(2, equals), argument.substring(equals + 1));
      }
    }
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    if (command.equals("check") && arguments.size() > 1) {
      return check(Path.of(arguments.get(1)), rules(options.getOrDefault("without", "")));
    }
    if (command.equals("record") && options.containsKey("url") && options.containsKey("out")) {
      return record(options);
    }
    if (command.equals("implementation") && options.containsKey("url")) {
      return ImplementationTests.run(
          options.getOrDefault("url", ""),
          options.getOrDefault("restart", ""),
          options.getOrDefault("only", ""));
    }
    System.err.println(USAGE);
    return 2;
  }

  private static int check(Path file, Set<Rule> without) throws IOException {
    Report report = HistoryCheck.check(History.load(file), without);
    System.out.println(report);
    return report.isClean() ? 0 : 1;
  }

  private static Set<Rule> rules(String names) {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    for (String name : names.split(",")) {
      if (!name.isBlank()) {
        rules.add(Rule.valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
      }
    }
    return rules;
  }

  private static int record(Map<String, String> options) throws IOException, InterruptedException {
    long seed =
        options.containsKey("seed")
            ? Long.parseLong(options.getOrDefault("seed", "0"))
            : new SecureRandom().nextLong();
    System.out.println("seed " + seed);
    var history = new History();
    Servers servers = Servers.of(List.of(options.getOrDefault("url", "").split(",")));
    String name = "h" + Long.toHexString(new SecureRandom().nextLong());
    try (var load = new Load(servers, history, name, seed)) {
      load.start(Integer.parseInt(options.getOrDefault("clients", "16")));
      Thread.sleep(Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "10"))));
      load.finish();
    }
    Path file = Path.of(options.getOrDefault("out", "history.jsonl"));
    history.save(file);
    return check(file, rules(options.getOrDefault("without", "")));
  }
}
