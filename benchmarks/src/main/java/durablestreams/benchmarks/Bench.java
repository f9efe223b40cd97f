package durablestreams.benchmarks;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.measure.Machine;
import durablestreams.benchmarks.report.BarChart;
import durablestreams.benchmarks.report.Expectation;
import durablestreams.benchmarks.report.Expectations;
import durablestreams.benchmarks.report.MarkdownTable;
import durablestreams.benchmarks.report.Picture;
import durablestreams.benchmarks.report.Results;
import durablestreams.benchmarks.report.ResultsFile;
import durablestreams.benchmarks.report.ResultsJson;
import durablestreams.benchmarks.server.Children;
import durablestreams.benchmarks.server.Folders;
import durablestreams.benchmarks.server.RunningServer;
import durablestreams.benchmarks.server.Workshop;
import durablestreams.benchmarks.smoke.SmokeCheck;
import durablestreams.benchmarks.smoke.SmokeSettings;
import durablestreams.benchmarks.workload.Catalogue;
import durablestreams.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The command {@code ./bench}: measures, prints the table, writes the files. */
public final class Bench {

  private static final String TITLE = "Durable Streams servers on one machine";

  private static final String DOCS = "docs";

  private static final String OUT = "benchmarks/target/results";

  private final Options options;
  private final PrintStream out;

  private Bench(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Runs with the project's folder as working folder. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int exitCode;
    try {
      exitCode = new Bench(Options.parse(List.of(arguments)), out).run();
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("bench: " + e.getMessage());
      exitCode = 2;
    }
    System.exit(exitCode);
  }

  private int run() throws IOException {
    if (options.has("help")) {
      out.print(Options.HELP);
      return 0;
    }
    if (options.has("list")) {
      list();
      return 0;
    }
    if (options.has("micro")) {
      return micro();
    }
    if (options.has("smoke")) {
      return smoke(SmokeSettings.of(System.getenv()));
    }
    if (!options.from().isEmpty()) {
      return draw(options.from());
    }
    List<Workload> workloads = Selection.workloads(options);
    Workshop workshop = workshop();
    Path root = workshop.root();
    Selection selection = new Selection(workloads, Selection.targets(options, workshop));

    Map<String, String> facts = Machine.facts(workshop.temporary());
    out.print(heading(facts, selection));
    Results results = new Runner(selection, options, uniqueName("bench-"), out).run();
    String report = report(facts, selection, results);
    out.print("\n" + report);
    write(root.resolve(options.path("out", OUT)), facts, selection, results, report);
    if (options.has("picture")) {
      Picture.write(root.resolve(DOCS), results, selection.targetNames());
    }
    boolean failed =
        Expectations.all().stream()
            .anyMatch(expectation -> expectation.verdict(results) == Expectation.Verdict.FAIL);
    return options.has("check") && options.has("strict") && failed ? 1 : 0;
  }

  /** Draws the picture from files; the first that names a target says where it stands. */
  private int draw(List<String> files) throws IOException {
    Results results = new Results();
    Set<String> targets = new LinkedHashSet<>();
    for (String file : files) {
      targets.addAll(ResultsFile.read(Path.of(file), results));
    }
    Picture.write(Path.of(DOCS), results, List.copyOf(targets));
    return 0;
  }

  private Workshop workshop() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    Path data = root.resolve(options.path("data", "benchmarks/target/data"));
    Files.createDirectories(data);
    Path temporary = Files.createTempDirectory(data, "bench-");
    Children children = new Children(() -> Folders.delete(temporary));
    children.stopAtExit();
    return new Workshop(root, temporary, children);
  }

  private static String uniqueName(String prefix) {
    return prefix + Long.toString(Instant.now().toEpochMilli(), 36);
  }

  private int smoke(SmokeSettings settings) throws IOException {
    SmokeCheck check = new SmokeCheck(settings, out);
    Optional<URI> running = settings.streams();
    if (running.isPresent()) {
      return check.run(running.get(), uniqueName("smoke-")) ? 0 : 1;
    }
    try (RunningServer server = Selection.target("ours", options, workshop()).start(Map.of())) {
      Endpoint endpoint = server.endpoint();
      URI streams = URI.create("http://" + endpoint.host() + endpoint.basePath());
      return check.run(streams, uniqueName("smoke-")) ? 0 : 1;
    }
  }

  private int micro() throws IOException {
    Path folder = options.path("out", OUT);
    Files.createDirectories(folder);
    try {
      new org.openjdk.jmh.runner.Runner(
              new OptionsBuilder()
                  .include(options.micro())
                  .resultFormat(ResultFormatType.JSON)
                  .result(folder.resolve("micro.json").toString())
                  .build())
          .run();
      return 0;
    } catch (RunnerException e) {
      throw new IOException("--micro: " + e.getMessage(), e);
    }
  }

  private void list() {
    out.println("Workloads:\n");
    for (Workload workload : new Catalogue(options.soak(), options.share()).all()) {
      out.printf(
          "  %-24s %s%s%n",
          workload.name(), workload.sentence(), workload.onDemand() ? " (when named)" : "");
    }
    out.println("\nWhat has to hold of ours:\n");
    for (Expectation expectation : Expectations.all()) {
      out.println("  " + expectation.requirement());
    }
  }

  private String heading(Map<String, String> facts, Selection selection) {
    StringBuilder text = new StringBuilder();
    facts.forEach(
        (name, fact) -> text.append("- ").append(name).append(": ").append(fact).append('\n'));
    selection
        .targets()
        .forEach(t ->
            text.append("- ").append(t.name()).append(": ").append(t.description()).append('\n'));
    text.append(
        "- every run: %d s warm-up, %d s measured, %d runs, %d generator threads%n"
            .formatted(
                options.warmUp().toSeconds(),
                options.measure().toSeconds(),
                options.runs(),
                options.threads()));
    return text.toString();
  }

  private String report(Map<String, String> facts, Selection selection, Results results) {
    StringBuilder text = new StringBuilder(heading(facts, selection)).append('\n');
    text.append(MarkdownTable.of(results, selection.workloads(), selection.targetNames()));
    text.append("\nMedians, and from least to most. A time is better when it is shorter.\n");
    results.failures().forEach(line -> text.append("\nFailed: ").append(line).append('\n'));
    if (options.has("check")) {
      List<Expectation> all = Expectations.all();
      List<Expectation> measured =
          all.stream()
              .filter(
                  expectation -> expectation.verdict(results) != Expectation.Verdict.NOT_MEASURED)
              .toList();
      text.append("\nWhat has to hold:\n\n```\n");
      measured.forEach(expectation -> text.append(expectation.line(results)).append('\n'));
      text.append("```\n");
      if (measured.size() < all.size()) {
        text.append(
            "%nNot measured in this run: %d of %d; see --list.%n"
                .formatted(all.size() - measured.size(), all.size()));
      }
    }
    return text.toString();
  }

  private void write(
      Path folder, Map<String, String> facts, Selection selection, Results results, String report)
      throws IOException {
    Files.createDirectories(folder);
    List<String> targets = selection.targetNames();
    Files.writeString(folder.resolve("results.md"), report);
    Files.writeString(
        folder.resolve("results.json"),
        ResultsJson.of(facts, options.all(), results, selection.workloads(), targets));
    List<Workload> all = selection.workloads();
    List<Workload> few = all.stream().filter(w -> Catalogue.HIGHLIGHTS.contains(w.name())).toList();
    Files.writeString(
        folder.resolve("chart.svg"),
        BarChart.of(TITLE, results, few.isEmpty() ? all : few, targets));
    Files.writeString(folder.resolve("chart-all.svg"), BarChart.of(TITLE, results, all, targets));
    out.println("\nWritten to " + folder + ": results.md, results.json, chart.svg, chart-all.svg");
  }
}
