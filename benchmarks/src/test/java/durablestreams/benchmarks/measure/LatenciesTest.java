package durablestreams.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

  @Test
  void areEmptyAtFirst() {
    Latencies latencies = new Latencies();

    assertThat(latencies.count()).isZero();
    assertThat(latencies.millis(0.5)).isZero();
    assertThat(latencies.longestMillis()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 127, 1_000_003, 123_456_789_012L, Long.MAX_VALUE})
  void stayWithinTheirErrorForEverySize(long nanos) {
    Latencies latencies = new Latencies();
    latencies.record(nanos);
    latencies.record(Long.MAX_VALUE);

    assertThat(latencies.millis(0.5)).isCloseTo(nanos / 1e6, within(nanos / 1e6 * 0.001));
  }

  @Test
  void agreeWithSortedDurations() {
    SplittableRandom random = new SplittableRandom(7);
    Latencies latencies = new Latencies();
    long[] values = random.longs(10_000, 1, 5_000_000_000L).toArray();
    Arrays.stream(values).forEach(latencies::record);
    Arrays.sort(values);

    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
      double exact = values[(int) Math.ceil(share * values.length) - 1] / 1e6;
      assertThat(latencies.millis(share)).isCloseTo(exact, within(exact * 0.001));
    }
    double longest = values[values.length - 1] / 1e6;
    assertThat(latencies.longestMillis()).isCloseTo(longest, within(longest * 0.001));
  }

  @Test
  void addUp() {
    Latencies some = new Latencies();
    Latencies others = new Latencies();
    some.record(10);
    others.record(1_000);
    others.record(-5);

    some.add(others);

    assertThat(some.count()).isEqualTo(3);
    assertThat(some.longestMillis()).isEqualTo(0.001);
    assertThat(some.millis(0.01)).isZero();
  }
}
