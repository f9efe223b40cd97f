package durablestreams.benchmarks.report;

import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The table of all results: a row for each figure of each workload, a column for each target, and
 * the ratio of the first target to every other. Padded, so that it reads well in a terminal too.
 */
public final class MarkdownTable {

  private final List<List<String>> rows = new ArrayList<>();

  private MarkdownTable() {}

  /** Renders the results of some workloads. */
  public static String of(Results results, List<Workload> workloads, List<String> targets) {
    MarkdownTable table = new MarkdownTable();
    table.header(targets);
    for (Workload workload : workloads) {
      boolean first = true;
      for (Metric metric : Metric.values()) {
        if (shown(results, workload.name(), targets, metric)) {
          table.row(results, workload.name(), first, metric, targets);
          first = false;
        }
      }
      if (first
          && targets.stream().anyMatch(t -> results.failure(workload.name(), t).isPresent())) {
        table.row(results, workload.name(), true, workload.headline(), targets);
      }
    }
    return table.render();
  }

  private static boolean shown(
      Results results, String workload, List<String> targets, Metric metric) {
    return switch (metric.role()) {
      case SHOWN -> targets.stream().anyMatch(t -> results.spread(workload, t, metric).isPresent());
      case FAULT -> results.seen(workload, targets, metric);
      case DETAIL -> false;
    };
  }

  private void header(List<String> targets) {
    List<String> cells = new ArrayList<>(List.of("workload", "figure"));
    cells.addAll(targets);
    for (String other : targets.subList(1, targets.size())) {
      cells.add(targets.getFirst() + " ÷ " + other);
    }
    rows.add(cells);
  }

  private void row(
      Results results, String workload, boolean named, Metric metric, List<String> targets) {
    List<String> cells = new ArrayList<>();
    cells.add(named ? workload : "");
    cells.add(Figures.label(metric));
    for (String target : targets) {
      cells.add(
          results
              .spread(workload, target, metric)
              .map(Figures::spread)
              .orElse(results.failure(workload, target).isPresent() ? "failed" : "–"));
    }
    Optional<Double> own = results.median(workload, targets.getFirst(), metric);
    for (String other : targets.subList(1, targets.size())) {
      cells.add(ratio(own, results.median(workload, other, metric)));
    }
    rows.add(cells);
  }

  private static String ratio(Optional<Double> own, Optional<Double> other) {
    return own.isEmpty() || other.isEmpty() || other.get() == 0
        ? "–"
        : Figures.number(own.get() / other.get()) + " ×";
  }

  private String render() {
    int columns = rows.getFirst().size();
    List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 3));
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, rows.getFirst(), widths);
    for (int i = 0; i < columns; i++) {
      int dashes = widths.get(i) + (i < 2 ? 2 : 1);
      text.append('|').append("-".repeat(dashes)).append(i < 2 ? "" : ":");
    }
    text.append("|\n");
    rows.subList(1, rows.size()).forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> row, List<Integer> widths) {
    for (int i = 0; i < row.size(); i++) {
      String padding = " ".repeat(widths.get(i) - row.get(i).length());
      text.append("| ");
      text.append(i < 2 ? row.get(i) + padding : padding + row.get(i)).append(' ');
    }
    text.append("|\n");
  }
}
