package durablestreams.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.benchmarks.measure.StolenTime.Ticks;
import org.junit.jupiter.api.Test;

class StolenTimeTest {

  @Test
  void countsTheEighthColumnAgainstAllEightAndLeavesOutTimeOfGuests() {
    Ticks ticks = Ticks.parse("cpu  100 1 50 800 9 2 3 35 70 7\ncpu0 1 2 3 4 5 6 7 8 9 10\n");

    assertThat(ticks).isEqualTo(new Ticks(35, 1000));
  }

  @Test
  void tellsTheShareBetweenTwoMoments() {
    Ticks earlier = new Ticks(35, 1000);

    assertThat(new Ticks(85, 1200).stolenSince(earlier)).isEqualTo(25);
    assertThat(earlier.stolenSince(earlier)).isZero();
  }

  @Test
  void readsNothingWhereNothingIsTold() {
    assertThat(Ticks.parse("")).isEqualTo(Ticks.NONE);
    assertThat(Ticks.parse("cpu  1 2 3\n")).isEqualTo(Ticks.NONE);
    assertThat(new Ticks(35, 1000).stolenSince(new Ticks(85, 1200))).isZero();
  }

  @Test
  void theWorstSecondIsNoBetterThanTheMean() {
    try (StolenTime stolen = new StolenTime()) {
      stolen.start();

      assertThat(stolen.percent()).isBetween(0.0, 100.0);
      assertThat(stolen.percentInWorstSecond()).isBetween(0.0, 100.0);
    }
  }
}
