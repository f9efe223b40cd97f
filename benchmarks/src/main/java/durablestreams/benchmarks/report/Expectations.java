package durablestreams.benchmarks.report;

import durablestreams.benchmarks.workload.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Expectations of our server, with fsync on, in one run of all workloads: mostly ratios, because
 * those survive a change of machine. {@code benchmarks/README.md} has the same list in words.
 */
public final class Expectations {

  private static final String OURS = "ours";
  private static final String NODE = "node";
  private static final String BARE = "bare";
  private static final String MEMORY = "ours-memory";
  private static final String NO_ARCHIVE = "ours-no-archive";

  private final List<Expectation> all = new ArrayList<>();

  private Expectations() {}

  /** The list. */
  public static List<Expectation> all() {
    Expectations expectations = new Expectations();
    expectations.appends();
    expectations.live();
    expectations.reads();
    expectations.soak();
    return List.copyOf(expectations.all);
  }

  private void appends() {
    for (String workload : List.of("append-64x64", "append-64x500")) {
      ratio(workload, Metric.APPENDS, NODE, true, 2.5);
      ratio(workload, Metric.APPENDS, BARE, true, 0.6);
      none(workload, Metric.ERRORS);
    }
    ratio("append-64x500", Metric.APPENDS, NO_ARCHIVE, true, 0.9);
    ratio("append-500x500-producer", Metric.APPENDS, NODE, true, 4);
    ratio("append-1x1", Metric.P50, NODE, false, 2);
    share("append-64x10000", "append-64x64", Metric.APPENDS, 0.85);
    share("append-64x100000", "append-64x64", Metric.APPENDS, 0.70);
  }

  private void live() {
    bound("sse-1000-at-200", Metric.DELIVERIES, true, 199_000);
    bound("sse-1000-at-200", Metric.P99, false, 15);
    none("sse-1000-at-200", Metric.LOST);
    none("sse-1000-max", Metric.LOST);
    ratio("sse-1000-at-100", Metric.P99, NODE, false, 0.1);
    none("sse-1000-at-100", Metric.LOST);
    ratio("longpoll-100", Metric.P99, NODE, false, 0.6);
    bound("subscriptions-1000", Metric.P99, false, 100);
    none("subscriptions-1000", Metric.LOST);
    none("subscriptions-1000", Metric.REPEATED);
    none("subscriptions-1000", Metric.ERRORS);
  }

  private void reads() {
    for (String tier : List.of("hot", "cold")) {
      ratio("catchup-" + tier + "-json-1", Metric.READ_RATE, NODE, true, 10);
      ratio("catchup-" + tier + "-bytes-1", Metric.READ_RATE, NODE, true, 2);
      for (String type : List.of("json", "bytes")) {
        String base = "catchup-" + tier + "-" + type;
        share(base + "-8", base + "-1", Metric.READ_RATE, 4);
      }
    }
    for (String type : List.of("json", "bytes")) {
      String base = "catchup-cold-" + type;
      ratio(base + "-1-256mib", Metric.READ_RATE, MEMORY, true, 0.4);
      bound(base + "-32-256mib", Metric.RESIDENT_PEAK, false, 512);
    }
  }

  private void soak() {
    bound("soak", Metric.SOAK_P999, false, 50);
    bound("soak", Metric.HEAP_GROWTH, false, 1.25);
    none("soak", Metric.ERRORS);
  }

  private void ratio(String workload, Metric metric, String to, boolean atLeast, double bound) {
    add(
        "%s, %s: ours ÷ %s".formatted(workload, metric.label(), to),
        atLeast,
        bound,
        results ->
            divide(results.median(workload, OURS, metric), results.median(workload, to, metric)));
  }

  private void share(String workload, String of, Metric metric, double bound) {
    add(
        "%s ÷ %s, %s".formatted(workload, of, metric.label()),
        true,
        bound,
        results ->
            divide(results.median(workload, OURS, metric), results.median(of, OURS, metric)));
  }

  private void bound(String workload, Metric metric, boolean atLeast, double bound) {
    add(
        "%s, %s".formatted(workload, Figures.label(metric)),
        atLeast,
        bound,
        results -> results.median(workload, OURS, metric));
  }

  private void none(String workload, Metric metric) {
    add(
        "%s, %s in any run".formatted(workload, metric.label()),
        false,
        0,
        results -> results.spread(workload, OURS, metric).map(Spread::max));
  }

  private void add(
      String sentence,
      boolean atLeast,
      double bound,
      Function<Results, Optional<Double>> measured) {
    all.add(new Expectation(sentence, atLeast, bound, measured));
  }

  private static Optional<Double> divide(Optional<Double> value, Optional<Double> by) {
    return by.filter(divisor -> divisor != 0)
        .flatMap(divisor -> value.map(dividend -> dividend / divisor));
  }
}
