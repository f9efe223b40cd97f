package durablestreams.domain.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTest {

  private static final long MAX = 9_999_999_999_999_999L;

  @Test
  void theStartIsAllZeros() {
    assertThat(Offset.START.token()).isEqualTo("0000000000000000_0000000000000000");
    assertThat(Offset.parse("0000000000000000_0000000000000000")).isEqualTo(Offset.START);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0000000000000000_0000000000000001",
    "12, 345, 0000000000000012_0000000000000345",
    "9999999999999999, 9999999999999999, 9999999999999999_9999999999999999"
  })
  void tokensHaveSixteenDigitsTwice(long segment, long within, String token) {
    assertThat(new Offset(segment, within).token()).isEqualTo(token);
    assertThat(new Offset(segment, within)).hasToString(token);
  }

  @Test
  void tokensReadBackAndAreOrderedLikeOffsets() {
    Random random = Seeds.random(OffsetTest.class);
    for (int i = 0; i < 5_000; i++) {
      Offset a = new Offset(number(random), number(random), random.nextBoolean());
      long segment = random.nextBoolean() ? a.segment() : number(random);
      long within = random.nextInt(4) == 0 ? a.within() : number(random);
      Offset b = new Offset(segment, within, random.nextBoolean());
      assertThat(Offset.parse(a.token())).isEqualTo(a);
      assertThat(Integer.signum(a.token().compareTo(b.token())))
          .isEqualTo(Integer.signum(a.compareTo(b)));
    }
  }

  @Test
  void aCutInsideAnAppendIsMarkedAndComesRightAfterItsPlace() {
    Offset cut = new Offset(3, 7).asCut();
    assertThat(cut.token()).isEqualTo("0000000000000003_0000000000000007_c");
    assertThat(cut.asCut()).isSameAs(cut);
    assertThat(cut).isGreaterThan(new Offset(3, 7)).isLessThan(new Offset(3, 8));
  }

  /** Numbers of all magnitudes, neighbours among them. */
  private static long number(Random random) {
    return Math.min(MAX, random.nextLong(1L << random.nextInt(1, 54)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "now",
        "0000000000000000-0000000000000000",
        "0000000000000000_000000000000000",
        "0000000000000000_00000000000000000",
        "+000000000000001_0000000000000001",
        "0000000000000001_-000000000000001",
        "000000000000000a_0000000000000001",
        "000000000000000\u0661_0000000000000001",
        "0000000000000000_0000000000000000 ",
        " 000000000000000_0000000000000000",
        "0000000000000000,0000000000000000",
        "_c",
        "0000000000000000_0000000000000001_",
        "0000000000000000_0000000000000001_d",
        "0000000000000000_000000000000001_c",
        "0000000000000000_0000000000000001_c_c"
      })
  void nothingElseIsAToken(String text) {
    assertThat(Offset.isToken(text)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Offset.parse(text))
        .withMessageContaining("Stream-Next-Offset");
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "10000000000000000, 0", "0, 10000000000000000"})
  void numbersThatATokenCannotHoldAreRefused(long segment, long within) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Offset(segment, within));
  }

  @Test
  void tokensHaveNoCharacterThatTheProtocolForbids() {
    assertThat(new Offset(1, MAX).token()).doesNotContainAnyWhitespaces().matches("[0-9_]{33}");
    assertThat(new Offset(1, MAX).asCut().token()).matches("[0-9_c]{35}");
  }
}
