package durablestreams.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

  @Test
  void isEmptyAtFirst() {
    Histogram histogram = new Histogram();

    assertThat(histogram.count()).isZero();
    assertThat(histogram.quantile(0.5)).isZero();
    assertThat(histogram.mean()).isZero();
    assertThat(histogram.max()).isZero();
  }

  @Test
  void isExactForSmallValues() {
    Histogram histogram = new Histogram();
    for (int value = 1; value <= 100; value++) {
      histogram.record(value);
    }

    assertThat(histogram.quantile(0.5)).isEqualTo(50);
    assertThat(histogram.quantile(0.99)).isEqualTo(99);
    assertThat(histogram.quantile(1)).isEqualTo(100);
    assertThat(histogram.mean()).isEqualTo(50.5);
  }

  @ParameterizedTest
  @ValueSource(longs = {127, 128, 255, 256, 1_000_003, 123_456_789_012L, Long.MAX_VALUE})
  void staysWithinItsErrorForEverySize(long value) {
    Histogram histogram = new Histogram();
    histogram.record(value);
    histogram.record(Long.MAX_VALUE);

    assertThat((double) histogram.quantile(0.5)).isCloseTo(value, within(value * 0.008));
  }

  @Test
  void agreesWithSortedValues() {
    SplittableRandom random = new SplittableRandom(7);
    Histogram histogram = new Histogram();
    long[] values = random.longs(10_000, 1, 5_000_000_000L).toArray();
    Arrays.stream(values).forEach(histogram::record);
    Arrays.sort(values);

    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat((double) histogram.quantile(share)).isCloseTo(exact, within(exact * 0.008));
    }
    assertThat(histogram.max()).isEqualTo(values[values.length - 1]);
  }

  @Test
  void addsUp() {
    Histogram one = new Histogram();
    Histogram other = new Histogram();
    one.record(10);
    other.record(1_000);
    other.record(-5);

    one.add(other);

    assertThat(one.count()).isEqualTo(3);
    assertThat(one.max()).isEqualTo(1_000);
    assertThat(one.quantile(0.01)).isZero();
  }
}
