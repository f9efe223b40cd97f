package durablestreams.adapters.http.connection.waits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.CloseConnectionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyWaitsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long TIMEOUT = 10 * SECOND;
  private static final long HOUR = 3_600 * SECOND;

  private final BodyWaits waits = new BodyWaits();

  @Test
  void aBodyThatStandsStillIsTooSlow() {
    waits.begin(new BodyWaits.Progress(Long.MAX_VALUE));
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
    waits.begin(new BodyWaits.Progress(1_000));
    waits.endSlow(System.nanoTime() + 1_001, TIMEOUT, false);
    assertThat(waits.timedOut()).isTrue();
    waits.end();
  }

  @Test
  void aBodyThatKeepsMovingMayTakeAnHourAndMoreAtAMinimumRate() {
    assertThat(BodyRate.allowed(TIMEOUT, 0, false)).isEqualTo(HOUR);
    assertThat(BodyRate.allowed(TIMEOUT, 2 * 4_096, false))
        .isBetween(HOUR + 1_999_000_000, HOUR + 2_000_000_000);
    waits.begin(new BodyWaits.Progress(Long.MAX_VALUE));
    waits.moved(1_000);
    waits.endSlow(System.nanoTime() + TIMEOUT - SECOND, TIMEOUT, false);
    assertThat(waits.timedOut()).isFalse();
    waits.end();
  }

  @Test
  void aBodyHasAMinimumRateWhileResourcesAreScarce() {
    assertThat(BodyRate.allowed(TIMEOUT, 2 * 65_536, true))
        .isBetween(TIMEOUT / 4 + 1_999_000_000, TIMEOUT / 4 + 2_000_000_000);
  }

  @Test
  void theRateOfABodyThatIsReadInPiecesIsThatOfAllPieces() {
    AtomicLong now = new AtomicLong(1);
    BodyWaits pieces = new BodyWaits(now::get);
    BodyWaits.Progress progress = new BodyWaits.Progress(Long.MAX_VALUE);
    for (int piece = 0; piece < 3; piece++) {
      pieces.begin(progress);
      now.addAndGet(SECOND);
      pieces.moved(1);
      pieces.endSlow(now.get(), TIMEOUT, true);
      assertThat(pieces.timedOut()).as("piece %s", piece).isEqualTo(piece == 2);
      pieces.end();
      now.addAndGet(TIMEOUT);
    }
  }

  @Test
  void theEndOfTheConnectionEndsEveryWait() {
    waits.begin(new BodyWaits.Progress(Long.MAX_VALUE));
    waits.endAll();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThatThrownBy(waits::end).isInstanceOf(CloseConnectionException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThatThrownBy(() -> waits.begin(new BodyWaits.Progress(Long.MAX_VALUE)))
        .isInstanceOf(CloseConnectionException.class);
  }

  @Test
  void whoeverDoesNotWaitAnyMoreIsNotInterrupted() {
    waits.begin(new BodyWaits.Progress(Long.MAX_VALUE));
    waits.end();
    waits.endAll();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
