package durablestreams.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {

  private static final Instant USED = Instant.parse("2025-03-01T12:00:00.5Z");

  @Test
  void neverIsLaterThanAnything() {
    assertThat(Expiry.never().deadlineAfter(USED)).isEqualTo(Expiry.NEVER_ENDS);
    assertThat(Expiry.never().persistedDeadline(USED)).isEqualTo(Expiry.NEVER_ENDS);
  }

  @Test
  void aFixedInstantDoesNotMove() {
    Instant end = Instant.parse("2025-04-01T00:00:00.123456789Z");
    assertThat(new Expiry.At(end).deadlineAfter(USED)).isEqualTo(end);
    assertThat(new Expiry.At(end).deadlineAfter(USED.plusSeconds(99))).isEqualTo(end);
    assertThat(new Expiry.At(end).persistedDeadline(USED)).isEqualTo(end);
  }

  @Test
  void aSlidingOneMovesWithEveryUse() {
    Expiry hour = new Expiry.Sliding(3_600);
    assertThat(hour.deadlineAfter(USED)).isEqualTo(USED.plusSeconds(3_600));
    assertThat(hour.deadlineAfter(USED.plusSeconds(5))).isEqualTo(USED.plusSeconds(3_605));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "3, 1", "4, 1", "8, 2", "3600, 900", "14400, 3600", "9999999, 3600"})
  void whatIsWrittenDownIsLaterByAShare(long seconds, long later) {
    Expiry expiry = new Expiry.Sliding(seconds);
    assertThat(expiry.persistedDeadline(USED))
        .isEqualTo(expiry.deadlineAfter(USED).plusSeconds(later));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 2, Long.MAX_VALUE / 1_000, 1L << 53})
  void veryLongLivesNeverEnd(long seconds) {
    Expiry expiry = new Expiry.Sliding(seconds);
    assertThat(expiry.deadlineAfter(USED)).isEqualTo(Expiry.NEVER_ENDS);
    assertThat(expiry.persistedDeadline(USED)).isEqualTo(Expiry.NEVER_ENDS);
  }

  @Test
  void anInstantBeyondTheLastNeverEnds() {
    assertThat(new Expiry.At(Instant.MAX).deadlineAfter(USED)).isEqualTo(Expiry.NEVER_ENDS);
    assertThat(new Expiry.At(Instant.MAX).persistedDeadline(USED)).isEqualTo(Expiry.NEVER_ENDS);
  }

  @Test
  void noLengthOverflowsAndNoneIsWrittenTooShort() {
    Random random = Seeds.random(ExpiryTest.class);
    long longest = Expiry.NEVER_ENDS.getEpochSecond() - USED.getEpochSecond();
    for (int i = 0; i < 5_000; i++) {
      long seconds =
          random.nextInt(3) == 0
              ? longest - 5_000 + random.nextInt(10_000)
              : random.nextLong(1L << random.nextInt(1, 63));
      Expiry expiry = new Expiry.Sliding(seconds);
      Instant deadline = expiry.deadlineAfter(USED);
      Instant persisted = expiry.persistedDeadline(USED);
      assertThat(deadline).isBetween(USED, Expiry.NEVER_ENDS);
      assertThat(persisted).isBetween(deadline, Expiry.NEVER_ENDS);
      assertThat(persisted.toEpochMilli()).isPositive();
    }
  }

  @Test
  void aLifeIsNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Expiry.Sliding(-1));
  }
}
