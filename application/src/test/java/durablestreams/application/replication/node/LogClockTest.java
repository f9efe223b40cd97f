package durablestreams.application.replication.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time of a node whose clock is set back, or behind that of a former leader. */
class LogClockTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Instant own = NOON;
  private long nanos;
  private final LogClock clock = new LogClock(() -> own, () -> nanos);

  @Test
  void doesNotGoBackBehindWhatWasRead() {
    clock.passed(NOON.plusSeconds(5));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
    own = NOON.plusSeconds(9);
    assertThat(clock.instant()).isEqualTo(own);
  }

  @Test
  void doesNotGoBackBehindARecordThatMayHaveLanded() {
    assertThat(clock.ofRecord()).isEqualTo(NOON);
    own = NOON.minusSeconds(3);
    assertThat(clock.instant()).isEqualTo(NOON);
    assertThat(clock.ofRecord()).isEqualTo(NOON);
  }

  @Test
  void goesOnMoreSlowlyBehindARecordOfAFastClockUntilTheOwnClockHasCaughtUp() {
    clock.passed(NOON.plusSeconds(600));
    Instant before = clock.instant();
    for (int second = 2; second < 1_200; second += 2) {
      pass(2);
      assertThat(clock.instant()).isEqualTo(before.plusSeconds(1));
      before = clock.ofRecord();
      clock.passed(before.minusMillis(300));
    }
    pass(2);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(1_200));
    pass(2);
    assertThat(clock.instant()).isEqualTo(own);
  }

  private void pass(int seconds) {
    own = own.plusSeconds(seconds);
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
