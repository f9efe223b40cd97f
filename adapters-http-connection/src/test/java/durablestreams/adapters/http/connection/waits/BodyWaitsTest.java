package durablestreams.adapters.http.connection.waits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.CloseConnectionException;
import org.junit.jupiter.api.Test;

class BodyWaitsTest {

  private static final long TIMEOUT = 10_000_000_000L;

  private final BodyWaits waits = new BodyWaits();

  @Test
  void aBodyThatStandsStillIsTooSlow() {
    waits.begin(Long.MAX_VALUE);
    waits.endSlow(System.nanoTime(), TIMEOUT, false);
    assertThat(waits.timedOut()).isFalse();
    waits.moved(1);
    waits.endSlow(System.nanoTime() + TIMEOUT, TIMEOUT, false);
    assertThat(waits.timedOut()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    waits.end();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(waits.timedOut()).isFalse();
  }

  @Test
  void aWaitMayHaveALimitOfItsOwn() {
    waits.begin(1_000);
    waits.endSlow(System.nanoTime() + 1_001, TIMEOUT, false);
    assertThat(waits.timedOut()).isTrue();
    waits.end();
  }

  @Test
  void aBodyMustBringSomethingInAllItsTime() {
    assertThat(BodyRate.allowed(TIMEOUT, 0, false)).isEqualTo(TIMEOUT);
    assertThat(BodyRate.allowed(TIMEOUT, 2 * 4_096, false))
        .isBetween(TIMEOUT + 1_999_000_000, TIMEOUT + 2_000_000_000);
    assertThat(BodyRate.allowed(TIMEOUT, 2 * 65_536, true))
        .isBetween(TIMEOUT / 4 + 1_999_000_000, TIMEOUT / 4 + 2_000_000_000);
  }

  @Test
  void theEndOfTheConnectionEndsEveryWait() {
    waits.begin(Long.MAX_VALUE);
    waits.endAll();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThatThrownBy(waits::end).isInstanceOf(CloseConnectionException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThatThrownBy(() -> waits.begin(Long.MAX_VALUE))
        .isInstanceOf(CloseConnectionException.class);
  }

  @Test
  void whoeverDoesNotWaitAnyMoreIsNotInterrupted() {
    waits.begin(Long.MAX_VALUE);
    waits.end();
    waits.endAll();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
