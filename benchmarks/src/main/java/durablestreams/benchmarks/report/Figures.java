package durablestreams.benchmarks.report;

import durablestreams.benchmarks.workload.Metric;
import java.util.Locale;

/** Format of figures for people: three digits are enough, and thousands are grouped. */
public final class Figures {

  private Figures() {}

  /** A plain number. */
  public static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size == 0 ? "%.0f" : "%.2f";
    if (size > 0 && size < 0.1) {
      format = "%.3f";
    }
    return String.format(Locale.ROOT, format, value);
  }

  /** The median, and from least to most when there were several runs. */
  public static String spread(Spread spread) {
    return spread.values().size() == 1
        ? number(spread.median())
        : "%s (%s–%s)"
            .formatted(number(spread.median()), number(spread.min()), number(spread.max()));
  }

  /** A figure's name with its unit. */
  public static String label(Metric metric) {
    return metric.unit().isEmpty() || metric.unit().startsWith("/")
        ? metric.label() + metric.unit()
        : metric.label() + ", " + metric.unit();
  }
}
