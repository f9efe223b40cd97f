package durablestreams.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void hasAMedian() {
    assertThat(new Spread(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2);
    assertThat(new Spread(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3);
    assertThat(new Spread(List.of(4.0, 1.0, 2.0, 9.0)).min()).isEqualTo(1);
    assertThat(new Spread(List.of(4.0, 1.0, 2.0, 9.0)).max()).isEqualTo(9);
  }

  @Test
  void isOfSomething() {
    assertThatThrownBy(() -> new Spread(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isWrittenWithThreeDigits() {
    assertThat(Figures.number(123_456.7)).isEqualTo("123,457");
    assertThat(Figures.number(12.345)).isEqualTo("12.3");
    assertThat(Figures.number(1.234)).isEqualTo("1.23");
    assertThat(Figures.number(0.0123)).isEqualTo("0.012");
    assertThat(Figures.number(0)).isEqualTo("0");
    assertThat(Figures.spread(new Spread(List.of(1.0)))).isEqualTo("1.00");
    assertThat(Figures.spread(new Spread(List.of(1.0, 3.0)))).isEqualTo("2.00 (1.00–3.00)");
  }
}
