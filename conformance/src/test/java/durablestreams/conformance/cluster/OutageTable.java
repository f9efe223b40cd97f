package durablestreams.conformance.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long no write succeeded, by the kind of fault. */
final class OutageTable {

  private final Map<String, List<Duration>> rows = new LinkedHashMap<>();

  void add(String fault, Duration outage) {
    rows.computeIfAbsent(fault, key -> new ArrayList<>()).add(outage);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder("no write succeeded for, in ms:%n".formatted());
    table.append("%-42s %5s %8s %8s%n".formatted("fault", "times", "median", "longest"));
    rows.forEach((fault, outages) -> {
      List<Long> sorted = outages.stream().map(Duration::toMillis).sorted().toList();
      table.append(
          "%-42s %5d %8d %8d%n"
              .formatted(fault, sorted.size(), sorted.get(sorted.size() / 2), sorted.getLast()));
    });
    return table.toString();
  }
}
