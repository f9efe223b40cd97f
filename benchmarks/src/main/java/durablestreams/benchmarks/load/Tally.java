package durablestreams.benchmarks.load;

import durablestreams.benchmarks.measure.Latencies;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counters of the connections of one generator thread, or of all, while measuring. */
public final class Tally {

  /** The key of {@link #failures} for connections that broke. */
  public static final int BROKEN = 0;

  /** The key of {@link #failures} for answers that were good but held less than they should. */
  public static final int SHORT = 200;

  private final Latencies latency = new Latencies();
  private final Map<Integer, Long> failures = new TreeMap<>();

  /** Counts an answer that was as it should be. */
  public void success(long nanos) {
    latency.record(nanos);
  }

  /** Counts an answer with a status that is an error, or {@link #BROKEN}. */
  public void failure(int status) {
    failures.merge(status, 1L, Long::sum);
  }

  /** The sum of tallies. */
  public static Tally sum(List<Tally> tallies) {
    Tally sum = new Tally();
    tallies.forEach(sum::add);
    return sum;
  }

  private void add(Tally other) {
    latency.add(other.latency);
    other.failures.forEach((status, count) -> failures.merge(status, count, Long::sum));
  }

  /** Durations of the successes. */
  public Latencies latency() {
    return latency;
  }

  /** Number of successes. */
  public long successes() {
    return latency.count();
  }

  /** Number of failures. */
  public long errors() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Failures by status, {@link #BROKEN} or {@link #SHORT}. */
  public Map<Integer, Long> failures() {
    return Map.copyOf(failures);
  }
}
