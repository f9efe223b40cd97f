package durablestreams.conformance.greedy;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counters by name: statuses that clients were answered with, and other ends of their requests. */
final class Tally {
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  void add(String name) {
    add(name, 1);
  }

  void add(String name, long more) {
    counts.computeIfAbsent(name, _ -> new LongAdder()).add(more);
  }

  void add(int status) {
    add(Integer.toString(status));
  }

  private Map<String, Long> all() {
    var all = new TreeMap<String, Long>();
    counts.forEach((name, count) -> all.put(name, count.sum()));
    return all;
  }

  @Override
  public String toString() {
    return all().entrySet().stream()
        .map(count -> count.getKey() + " x" + count.getValue())
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
