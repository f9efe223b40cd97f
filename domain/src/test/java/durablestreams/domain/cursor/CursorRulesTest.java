package durablestreams.domain.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Seeds;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorRulesTest {

  private static final Instant NOW = CursorRules.EPOCH.plusSeconds(20_000);

  @ParameterizedTest
  @CsvSource({"0, 0", "19, 0", "20, 1", "39, 1", "40, 2", "-1, -1", "-20, -1", "-21, -2"})
  void intervalsHaveTwentySeconds(long seconds, long interval) {
    assertThat(CursorRules.interval(CursorRules.EPOCH.plusSeconds(seconds))).isEqualTo(interval);
  }

  @Test
  void intervalsCountFromTheProtocolsEpoch() {
    assertThat(CursorRules.interval(Instant.parse("2024-10-10T00:00:00Z"))).isEqualTo(24 * 180);
  }

  @Test
  void aClientThatIsBehindGetsTheCurrentInterval() {
    Random random = Seeds.random(CursorRulesTest.class);
    assertThat(CursorRules.next(Long.MIN_VALUE, NOW, random)).isEqualTo(1_000);
    assertThat(CursorRules.next(0, NOW, random)).isEqualTo(1_000);
    assertThat(CursorRules.next(999, NOW, random)).isEqualTo(1_000);
  }

  @Test
  void aClientThatIsNotBehindGetsALaterOneWithinAnHour() {
    Random random = Seeds.random(CursorRulesTest.class);
    for (int i = 0; i < 2_000; i++) {
      long echoed = 1_000 + random.nextInt(500);
      assertThat(CursorRules.next(echoed, NOW, random)).isBetween(echoed + 1, echoed + 180);
    }
  }

  @Test
  void cursorsThatAreEchoedNeverGoBack() {
    Random random = Seeds.random(CursorRulesTest.class);
    Instant now = NOW;
    long cursor = CursorRules.next(Long.MIN_VALUE, now, random);
    for (int i = 0; i < 1_000; i++) {
      now = now.plusSeconds(random.nextInt(30));
      long next = CursorRules.next(CursorRules.parse(Long.toString(cursor)), now, random);
      assertThat(next).isGreaterThan(cursor).isGreaterThanOrEqualTo(CursorRules.interval(now));
      cursor = next;
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1000, 1000", "007, 7", "999999999999999, 999999999999999"})
  void numbersAreRead(String text, long cursor) {
    assertThat(CursorRules.parse(text)).isEqualTo(cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "+1", "1.0", "1e3", "abc", " 1", "1000000000000000", "\u0661\u0662"})
  void whatIsNoCursorCountsAsNone(String text) {
    assertThat(CursorRules.parse(text)).isEqualTo(Long.MIN_VALUE);
  }
}
