package durablestreams.conformance.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A counter looked at every second, from which the rate of any period can be computed. */
final class Throughput {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /**
   * What the JVM of the server needs to warm up, about; not counted as part of the first minute.
   */
  private static final int WARM_UP = 10;

  private final List<Long> counts = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();

  /** Looks until the thread is interrupted, and prints a line every ten seconds. */
  void watch(LongSupplier counter, Runnable everyTenSeconds) {
    try {
      while (true) {
        counts.add(counter.getAsLong());
        times.add(System.nanoTime());
        if (counts.size() % 10 == 0) {
          everyTenSeconds.run();
        }
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      // The load is over.
    }
  }

  private int window() {
    return Math.min(60, (counts.size() - WARM_UP) / 3);
  }

  /** Whether there was enough to compare a beginning with an end. */
  boolean tells() {
    return window() >= 5;
  }

  int windowSeconds() {
    return window();
  }

  double first() {
    return rate(WARM_UP, WARM_UP + window());
  }

  double last() {
    return rate(counts.size() - 1 - window(), counts.size() - 1);
  }

  double overall() {
    return rate(0, counts.size() - 1);
  }

  double recent() {
    return counts.size() < 11 ? overall() : rate(counts.size() - 11, counts.size() - 1);
  }

  /** The lowest rate of any second between two looks. */
  double lowestBetween(int from, int to) {
    double lowest = Double.MAX_VALUE;
    for (int i = from; i < to; i++) {
      lowest = Math.min(lowest, rate(i, i + 1));
    }
    return lowest;
  }

  int looks() {
    return counts.size();
  }

  private double rate(int from, int to) {
    if (to <= from) {
      return 0;
    }
    return (counts.get(to) - counts.get(from)) * 1e9 / (times.get(to) - times.get(from));
  }
}
