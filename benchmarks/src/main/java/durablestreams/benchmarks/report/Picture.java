package durablestreams.benchmarks.report;

import durablestreams.benchmarks.report.BarChart.Group;
import durablestreams.benchmarks.report.BarChart.Scheme;
import durablestreams.benchmarks.report.BarChart.Section;
import durablestreams.benchmarks.workload.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The picture in the README: the few workloads that stand for all, warm and just started. */
public final class Picture {

  private static final String APPENDS = "Appends: 64 clients, 64 streams, 256 bytes";
  private static final String JSON = "Catch-up: one reader, 64 MiB of JSON";

  private static final List<Section> SECTIONS =
      List.of(
          new Section(
              "After some seconds of load",
              List.of(
                  new Group(APPENDS, "append-64x64", Metric.APPENDS),
                  new Group(
                      "Appends: 500 clients with producer headers, 500 streams, 256 bytes",
                      "append-500x500-producer",
                      Metric.APPENDS),
                  new Group("Appends: one client, one stream, 256 bytes", "append-1x1", Metric.P50),
                  new Group(JSON, "catchup-hot-json-1", Metric.READ_RATE),
                  new Group(
                      "Catch-up: one reader, 64 MiB of bytes",
                      "catchup-hot-bytes-1",
                      Metric.READ_RATE),
                  new Group(
                      "Long-polls: 100 clients wait for one append", "longpoll-100", Metric.P99),
                  new Group(
                      "Live: 1,000 SSE clients, 100 messages a second",
                      "sse-1000-at-100",
                      Metric.P99),
                  new Group(
                      "Live: 1,000 SSE clients, as fast as it goes",
                      "sse-1000-max",
                      Metric.DELIVERIES))),
          new Section(
              "Right after the start",
              List.of(
                  new Group(
                      "From the start of the process to its first answer",
                      "start-up",
                      Metric.START_UP),
                  new Group(APPENDS, "fresh-append-64x64", Metric.SECOND_1),
                  new Group(APPENDS, "fresh-append-64x64", Metric.SECOND_5),
                  new Group(JSON, "fresh-catchup-json", Metric.FIRST_READ))));

  private static final Map<String, String> NAMES =
      Map.of(
          "ours", "this server",
          "native", "Electric's server (Rust)",
          "native-tuned", "Electric's server (Rust), tuned",
          "bare", "bare handler that stores nothing",
          "node", "Node reference server, in memory",
          "node-files", "Node reference server, on files",
          "ours-memory", "this server, in memory");

  private Picture() {}

  /** The workloads that it shows, as in {@code --only}. */
  public static List<String> workloads() {
    return SECTIONS.stream()
        .flatMap(section -> section.groups().stream())
        .map(Group::workload)
        .distinct()
        .toList();
  }

  /** Writes the picture for light and for dark pages to the folder of the documents. */
  public static void write(Path docs, Results results, List<String> targets) throws IOException {
    Files.writeString(docs.resolve("performance.svg"), draw(results, targets, Scheme.LIGHT));
    Files.writeString(docs.resolve("performance-dark.svg"), draw(results, targets, Scheme.DARK));
  }

  /** The picture for one scheme. */
  static String draw(Results results, List<String> targets, Scheme scheme) {
    Map<String, String> names = new LinkedHashMap<>();
    targets.forEach(target -> names.put(target, NAMES.getOrDefault(target, target)));
    return BarChart.of("Durable Streams servers on one machine", results, SECTIONS, names, scheme);
  }
}
