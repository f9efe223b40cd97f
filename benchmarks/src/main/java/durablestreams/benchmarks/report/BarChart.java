package durablestreams.benchmarks.report;

import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A chart of some figures as SVG: under a line that says what was done, one bar per target on a
 * scale of its own, with the median beside it. It has no background.
 */
public final class BarChart {

  private static final int WIDTH = 760;
  private static final int RIGHT = 90;
  private static final int INDENT = 12;
  private static final int BAR = 12;
  private static final int BAR_GAP = 2;
  private static final int GROUP_GAP = 14;
  private static final int LINE = 18;
  private static final int TOP = 60;

  private static final int COLOURS = 5;
  private static final String NOTE =
      "Medians, each group on a scale of its own. ↑ more is better, ↓ less is better.";

  /** The scheme of the page that the chart is for. */
  public enum Scheme {
    /** Dark on light. */
    LIGHT(ChartStyle.LIGHT),
    /** Light on dark. */
    DARK(ChartStyle.DARK),
    /** The reader's own, as the browser tells it. */
    READER(ChartStyle.READER);

    private final String style;

    Scheme(String style) {
      this.style = style;
    }
  }

  /**
   * A group of bars.
   *
   * @param label what was done, in words for a reader who knows no workload by its name
   * @param workload name of the workload
   * @param metric the figure
   */
  public record Group(String label, String workload, Metric metric) {

    /** The headline of a workload, in its own words. */
    static Group of(Workload workload) {
      return new Group(workload.sentence(), workload.name(), workload.headline());
    }
  }

  /**
   * Groups under a heading.
   *
   * @param heading empty for none
   * @param groups those that were not measured are left out
   */
  public record Section(String heading, List<Group> groups) {}

  private final StringBuilder body = new StringBuilder();
  private final Results results;
  private final List<String> targets;
  private int y = TOP;

  private BarChart(Results results, List<String> targets) {
    this.results = results;
    this.targets = targets;
  }

  /** Draws the headline figures of those workloads that at least one target has run. */
  public static String of(
      String title, Results results, List<Workload> workloads, List<String> targets) {
    Map<String, String> names = new LinkedHashMap<>();
    targets.forEach(target -> names.put(target, target));
    Section all = new Section("", workloads.stream().map(Group::of).toList());
    return of(title, results, List.of(all), names, Scheme.READER);
  }

  /** Draws sections for targets, which are given by name with what a reader calls them. */
  public static String of(
      String title,
      Results results,
      List<Section> sections,
      Map<String, String> targets,
      Scheme scheme) {
    BarChart chart = new BarChart(results, List.copyOf(targets.keySet()));
    chart.legend(title, List.copyOf(targets.values()));
    sections.forEach(chart::section);
    chart.text(0, chart.y + 8, "note", "start", NOTE);
    chart.y += 20;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" \
    viewBox="0 0 %1$d %2$d" role="img" aria-label="%3$s">
    <style>
    %4$s</style>
    %5$s</svg>
    """
        .formatted(WIDTH, chart.y, escape(title), scheme.style, chart.body);
  }

  private void legend(String title, List<String> names) {
    text(0, 16, "title", "start", title);
    double x = 0;
    for (int i = 0; i < names.size(); i++) {
      rect(x, 30, 11, 11, i);
      text(x + 16, 40, "", "start", names.get(i));
      x += 36 + names.get(i).length() * 6.6;
    }
  }

  private void section(Section section) {
    List<Group> measured =
        section.groups().stream()
            .filter(group -> targets.stream().anyMatch(t -> median(group, t).orElse(0.0) > 0))
            .toList();
    if (measured.isEmpty()) {
      return;
    }
    if (!section.heading().isEmpty()) {
      y += 6;
      text(0, y + 10, "title", "start", section.heading());
      y += LINE + 8;
    }
    measured.forEach(this::group);
  }

  private void group(Group group) {
    Metric metric = group.metric();
    boolean lower = metric.better() == Metric.Better.LOWER;
    text(0, y + 10, "", "start", group.label());
    text(WIDTH, y + 10, "note", "end", Figures.label(metric) + (lower ? " ↓" : " ↑"));
    y += LINE;
    double longest =
        targets.stream().mapToDouble(t -> median(group, t).orElse(0.0)).max().orElseThrow();
    for (int i = 0; i < targets.size(); i++) {
      Optional<Double> value = median(group, targets.get(i));
      if (value.isPresent()) {
        double width = Math.max(1, value.get() / longest * (WIDTH - INDENT - RIGHT));
        rect(INDENT, y, width, BAR, i);
        text(INDENT + width + 6, y + 10, "", "start", Figures.number(value.get()));
        y += BAR + BAR_GAP;
      }
    }
    y += GROUP_GAP;
  }

  private Optional<Double> median(Group group, String target) {
    return results.median(group.workload(), target, group.metric());
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
