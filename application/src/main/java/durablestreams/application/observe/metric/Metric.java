package durablestreams.application.observe.metric;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A family of time series, with the name under which it is served. The name ends in the unit, and
 * that of a counter in {@code _total}. No label holds the name of a stream.
 *
 * @param help one sentence without a full stop at its end
 * @param labels names of the labels, in the order in which values are given
 */
public record Metric(String name, Type type, String help, List<String> labels) {

  /** Kind of a metric. */
  public enum Type {
    /** Only rises, from 0 at the start of the process. */
    COUNTER,
    /** Rises and falls. */
    GAUGE,
    /** Counts by size. */
    HISTOGRAM
  }

  private static final Pattern NAME = Pattern.compile("durable_streams(_[a-z]+)+");
  private static final String TOTAL = "_total";

  public Metric {
    labels = List.copyOf(labels);
    if (!NAME.matcher(name).matches() || name.endsWith(TOTAL) != (type == Type.COUNTER)) {
      throw new IllegalArgumentException(name + " is no name of a " + type);
    }
  }

  public static Metric counter(String name, String help, String... labels) {
    return new Metric(name, Type.COUNTER, help, List.of(labels));
  }

  public static Metric gauge(String name, String help, String... labels) {
    return new Metric(name, Type.GAUGE, help, List.of(labels));
  }

  public static Metric histogram(String name, String help, String... labels) {
    return new Metric(name, Type.HISTOGRAM, help, List.of(labels));
  }
}
