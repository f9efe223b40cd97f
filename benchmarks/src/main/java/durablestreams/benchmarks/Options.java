package durablestreams.benchmarks;

import durablestreams.benchmarks.report.Picture;
import durablestreams.benchmarks.workload.Catalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line: {@code --name=value} or {@code --name}, nothing else.
 *
 * <p>Every accessor checks its value and throws {@link IllegalArgumentException} with a sentence
 * that says what is wrong and what would be right.
 */
final class Options {

  /** What {@code --help} prints. */
  static final String HELP =
      """
      ./bench [options]    measures this server against others on this machine

        --list               the workloads, and what has to hold of them
        --only=a,b           these workloads; 'append*' takes all that begin so
        --targets=a,b        of ours, ours-memory, ours-no-archive, bare, node, node-files,
                             native, native-tuned
                             (default ours,bare,node, and native when --native is given;
                             ratios are of the first to the others)
        --native=FILE        the binary of Electric's server in Rust
        --url=name=http://…  one more target, already running on this machine; may be repeated
        --cold               what a server does right after its start instead: appends second by
                             second, and the first catch-up
        --picture            the workloads of the picture in the README instead; draws it, as
                             docs/performance.svg and docs/performance-dark.svg
        --from=FILE,FILE     with --picture: measures nothing and takes these results.json
        --quick              one short run of each, nothing to draw conclusions from
        --runs=3             runs of each workload on each target, interleaved
        --seconds=5          length of the measured part of a run
        --warmup=3           seconds of load before it
        --threads=2          generator threads
        --smoke              checks latency instead, by a few requests of one client; see below
        --micro=NAME         runs micro-benchmarks instead: those whose names contain NAME, or all
        --soak=10m           adds the long run, of this length
        --share=0.7          share of the highest rate at which the long run is held
        --check              compares with what has to hold, line by line
        --strict             with --check: exit code 1 when something does not hold
        --out=DIR            where results.md, results.json and charts go
                             (default benchmarks/target/results)
        --data=DIR           where servers keep their data while they run
                             (default benchmarks/target/data; its disk is what fsync meets)
        --jar=FILE           our server (default bootstrap/target/bootstrap.jar)
        --jvm="-Xmx512m"     JVM options for ours and for bare

      ./bench --smoke starts our server, or takes one that runs; only --data, --jar and --jvm go
      with it. Its environment:

        PERF_BASE_URL          a server that runs, anywhere, such as https://streams.example.com;
                               /v1/stream is added to a URL without a path
        STREAM_AUTH            value of Authorization, such as "Bearer secret"
        PERF_ITERATIONS        samples of each figure (default 25)
        PERF_BUDGET_MS         limit of each 95th percentile (default 50)
        PERF_ENFORCE           1: exit code 1 beyond the budget; 0: never
                               (default 1 with PERF_BASE_URL, 0 without)
        PERF_LONGPOLL_TIMEOUT  1: also measures how long a long-poll without news waits

      Exit codes: 0 when all was done; 1 with --strict or PERF_ENFORCE, when something does not
      hold; 2 when an option is wrong, or a server cannot be started, reached or understood.
      """;

  private static final Set<String> FLAGS =
      Set.of("list", "quick", "check", "strict", "help", "smoke", "cold", "picture");
  private static final Set<String> VALUES =
      Set.of(
          "only", "targets", "url", "runs", "seconds", "warmup", "threads", "soak", "share", "out",
          "data", "jar", "jvm", "micro", "native", "from");
  private static final Set<String> WITH_SMOKE = Set.of("smoke", "help", "data", "jar", "jvm");
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,5})(s|m|h)");

  private final Map<String, String> given = new TreeMap<>();
  private final Map<String, String> urls = new LinkedHashMap<>();

  private Options() {}

  /** Reads the command line. */
  static Options parse(List<String> arguments) {
    Options options = new Options();
    arguments.forEach(options::argument);
    options.checkSmoke();
    return options;
  }

  private void argument(String argument) {
    int equals = argument.indexOf('=');
    String name = (equals < 0 ? argument : argument.substring(0, equals)).replaceFirst("^--", "");
    boolean known = argument.startsWith("--") && (equals < 0 ? FLAGS : VALUES).contains(name);
    if (!known) {
      throw new IllegalArgumentException(
          "'" + argument + "' is not an option; --help lists them, all as --name=value");
    }
    String value = equals < 0 ? "true" : argument.substring(equals + 1);
    if (name.equals("url")) {
      url(value);
    } else {
      given.put(name, value);
    }
  }

  private void checkSmoke() {
    if (has("smoke")) {
      given.keySet().stream()
          .filter(name -> !WITH_SMOKE.contains(name))
          .findFirst()
          .ifPresent(name -> {
            throw new IllegalArgumentException(
                "--%s does not go with --smoke; only --data, --jar and --jvm do".formatted(name));
          });
      if (!urls.isEmpty()) {
        throw new IllegalArgumentException(
            "--url does not go with --smoke; set PERF_BASE_URL to the URL of the server");
      }
    }
  }

  private void url(String value) {
    int equals = value.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "--url=" + value + " has no name; say --url=name=http://127.0.0.1:4437/v1/stream");
    }
    urls.put(value.substring(0, equals), value.substring(equals + 1));
  }

  /** Whether a flag was given. */
  boolean has(String flag) {
    return given.containsKey(flag);
  }

  /** Everything that was given, for the results. */
  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>(given);
    urls.forEach((name, url) -> all.put("url " + name, url));
    return all;
  }

  /** Servers that run already, by name. */
  Map<String, String> urls() {
    return urls;
  }

  /** Names or beginnings of workloads; empty for all. */
  List<String> only() {
    if (has("picture") && !has("only")) {
      return Picture.workloads();
    }
    return list("only", has("cold") ? Catalogue.JUST_STARTED : "");
  }

  /** Files of results to draw from instead of measuring; empty to measure. */
  List<String> from() {
    if (has("from") && !has("picture")) {
      throw new IllegalArgumentException("--from goes with --picture alone");
    }
    return list("from", "");
  }

  /** Names of targets. */
  List<String> targets() {
    return list("targets", has("native") ? "ours,native,bare,node" : "ours,bare,node");
  }

  /** JVM options for ours and for bare. */
  List<String> jvm() {
    return List.of(given.getOrDefault("jvm", "").split("\\s+")).stream()
        .filter(option -> !option.isEmpty())
        .toList();
  }

  /** Which micro-benchmarks, as an expression that finds their names. */
  String micro() {
    String name = given.getOrDefault("micro", "all");
    return name.equals("all") ? ".*" : Pattern.quote(name);
  }

  int runs() {
    return number("runs", has("quick") ? 1 : 3, 1, 100);
  }

  int threads() {
    return number("threads", 2, 1, 64);
  }

  Duration measure() {
    return Duration.ofSeconds(number("seconds", has("quick") ? 2 : 5, 1, 3600));
  }

  Duration warmUp() {
    return Duration.ofSeconds(number("warmup", has("quick") ? 1 : 3, 0, 600));
  }

  /** Length of the long run. */
  Duration soak() {
    String text = given.getOrDefault("soak", "10m");
    Matcher matcher = LENGTH.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("--soak=" + text + " is not a length such as 90s or 10m");
    }
    long value = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(value);
      case "m" -> Duration.ofMinutes(value);
      default -> Duration.ofHours(value);
    };
  }

  /** Share of the highest rate for the long run. */
  double share() {
    String text = given.getOrDefault("share", "0.7");
    if (!text.matches("0?\\.\\d+|1(\\.0*)?")) {
      throw new IllegalArgumentException("--share=" + text + " is not between 0 and 1");
    }
    return Double.parseDouble(text);
  }

  /** A path under the project's folder unless it is absolute. */
  Path path(String name, String fallback) {
    return Path.of(given.getOrDefault(name, fallback));
  }

  private List<String> list(String name, String fallback) {
    return List.of(given.getOrDefault(name, fallback).split(",")).stream()
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  private int number(String name, int fallback, int least, int most) {
    String text = given.getOrDefault(name, Integer.toString(fallback));
    if (text.matches("\\d{1,6}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "--%s=%s is not a whole number from %d to %d".formatted(name, text, least, most));
  }
}
