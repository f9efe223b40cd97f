package durablestreams.benchmarks.report;

import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A chart of the headline figures as SVG: for each workload one bar per target, on a scale of its
 * own, with the median beside it. It has no background and follows the reader's light or dark
 * scheme.
 */
public final class BarChart {

  private static final int WIDTH = 760;
  private static final int LEFT = 210;
  private static final int RIGHT = 110;
  private static final int BAR = 13;
  private static final int BAR_GAP = 3;
  private static final int GROUP_GAP = 16;
  private static final int TOP = 56;

  private static final String STYLE =
      """
      <style>
      text { font: 12px system-ui, sans-serif; fill: #1f2328 }
      .title { font-size: 15px; font-weight: 600 }
      .note { fill: #59636e }
      .bar0 { fill: #0969da } .bar1 { fill: #bf8700 } .bar2 { fill: #8c959f }
      .bar3 { fill: #1a7f37 } .bar4 { fill: #8250df }
      @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc }
      .note { fill: #9198a1 }
      .bar0 { fill: #4493f8 } .bar1 { fill: #d29922 } .bar2 { fill: #6e7681 }
      .bar3 { fill: #3fb950 } .bar4 { fill: #ab7df8 }
      }
      </style>
      """;

  private static final int COLOURS = 5;
  private static final String NOTE =
      "Medians, each on a scale of its own. ↑ more is better, ↓ less is better.";

  private final StringBuilder body = new StringBuilder();
  private int y = TOP;

  private BarChart() {}

  /** Draws the headline figures of those workloads that at least one target has run. */
  public static String of(
      String title, Results results, List<Workload> workloads, List<String> targets) {
    BarChart chart = new BarChart();
    chart.legend(title, targets);
    for (Workload workload : workloads) {
      chart.group(results, workload, targets);
    }
    chart.text(0, chart.y + 8, "note", "start", NOTE);
    chart.y += 20;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" \
    viewBox="0 0 %1$d %2$d" role="img" aria-label="%3$s">
    %4$s%5$s</svg>
    """
        .formatted(WIDTH, chart.y, escape(title), STYLE, chart.body);
  }

  private void legend(String title, List<String> targets) {
    text(0, 16, "title", "start", title);
    int x = LEFT;
    for (int i = 0; i < targets.size(); i++) {
      rect(x, 28, 11, 11, i);
      text(x + 16, 38, "", "start", targets.get(i));
      x += 40 + targets.get(i).length() * 8;
    }
  }

  private void group(Results results, Workload workload, List<String> targets) {
    Metric metric = workload.headline();
    List<Integer> present = new ArrayList<>();
    double longest = 0;
    for (int i = 0; i < targets.size(); i++) {
      Optional<Double> median = results.median(workload.name(), targets.get(i), metric);
      if (median.isPresent()) {
        present.add(i);
        longest = Math.max(longest, median.get());
      }
    }
    if (present.isEmpty() || longest <= 0) {
      return;
    }
    boolean lower = metric.better() == Metric.Better.LOWER;
    text(LEFT - 10, y + 10, "", "end", workload.name());
    text(LEFT - 10, y + 24, "note", "end", Figures.label(metric) + (lower ? " ↓" : " ↑"));
    int begin = y;
    for (int target : present) {
      double value = results.median(workload.name(), targets.get(target), metric).orElseThrow();
      double width = Math.max(1, value / longest * (WIDTH - LEFT - RIGHT));
      rect(LEFT, y, width, BAR, target);
      text(LEFT + width + 6, y + 11, "", "start", Figures.number(value));
      y += BAR + BAR_GAP;
    }
    y = Math.max(y, begin + 2 * (BAR + BAR_GAP)) + GROUP_GAP;
  }

  private void rect(double x, double top, double width, double height, int colour) {
    body.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"bar%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>\n",
            colour % COLOURS,
            x,
            top,
            width,
            height));
  }

  private void text(double x, double baseline, String style, String anchor, String content) {
    String type = style.isEmpty() ? "" : " class=\"" + style + "\"";
    body.append(
        String.format(
            Locale.ROOT,
            "<text%s x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
            type,
            x,
            baseline,
            anchor,
            escape(content)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
