package durablestreams.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void keepsItsScheduleWhateverTheTime() {
    Pace pace = Pace.every(1_000, 10);

    assertThat(pace.due(0)).isEqualTo(1_000);
    assertThat(pace.due(5_000)).isEqualTo(1_010);
    assertThat(pace.due(5_000)).isEqualTo(1_020);
  }

  @Test
  void isNowWhenUnlimited() {
    assertThat(Pace.unlimited().due(77)).isEqualTo(77);
  }
}
