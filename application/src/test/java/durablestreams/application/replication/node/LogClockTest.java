package durablestreams.application.replication.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Time of a node whose clock is set back. */
class LogClockTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Instant own = NOON;
  private final LogClock clock = new LogClock(() -> own);

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
}
