package durablestreams.benchmarks.report;

import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Sample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results of all measurements, by workload, target and figure. */
public final class Results {

  private record Cell(String workload, String target) {}

  private final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();
  private final Map<Cell, String> failures = new LinkedHashMap<>();

  /** Adds what one run yielded. */
  public void add(String workload, String target, Sample sample) {
    samples.computeIfAbsent(new Cell(workload, target), cell -> new ArrayList<>()).add(sample);
  }

  /** Notes why a target has no, or not all, runs of a workload. */
  public void failed(String workload, String target, String reason) {
    failures.putIfAbsent(new Cell(workload, target), reason);
  }

  /** Why a target failed in a workload, if it did. */
  public Optional<String> failure(String workload, String target) {
    return Optional.ofNullable(failures.get(new Cell(workload, target)));
  }

  /** One figure of one target in one workload. */
  public Optional<Spread> spread(String workload, String target, Metric metric) {
    List<Double> values =
        samples.getOrDefault(new Cell(workload, target), List.of()).stream()
            .flatMap(sample -> Optional.ofNullable(sample.values().get(metric)).stream())
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(new Spread(values));
  }

  /** The median of one figure. */
  public Optional<Double> median(String workload, String target, Metric metric) {
    return spread(workload, target, metric).map(Spread::median);
  }

  /** Whether anything but 0 was seen of a figure, on any of the targets. */
  public boolean seen(String workload, Collection<String> targets, Metric metric) {
    return targets.stream()
        .flatMap(target -> spread(workload, target, metric).stream())
        .anyMatch(spread -> spread.max() != 0);
  }

  /** All failures as "workload on target: reason". */
  public List<String> failures() {
    return failures.entrySet().stream()
        .map(e -> e.getKey().workload() + " on " + e.getKey().target() + ": " + e.getValue())
        .toList();
  }
}
