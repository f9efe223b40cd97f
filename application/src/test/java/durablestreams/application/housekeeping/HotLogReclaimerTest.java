package durablestreams.application.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotLogHousekeeping;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HotLogReclaimerTest {

  /** What is left to do, in pieces, and a permit for each piece that was done. */
  private final AtomicInteger left = new AtomicInteger(3);

  private final Semaphore pieces = new Semaphore(0);
  private final HotLogHousekeeping housekeeping =
      maxRows -> {
        boolean more = left.updateAndGet(n -> Math.max(0, n - 1)) > 0;
        pieces.release();
        return new HotLogHousekeeping.Piece(more, Duration.ZERO);
      };

  private void awaitPieces(int count) throws InterruptedException {
    assertThat(pieces.tryAcquire(count, 30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void piecesFollowUntilNothingIsLeftAndAgainAfterASignal() throws InterruptedException {
    try (HotLogReclaimer reclaimer = new HotLogReclaimer(housekeeping)) {
      reclaimer.start();
      awaitPieces(3);
      assertThat(left).hasValue(0);
      left.set(2);
      reclaimer.signal();
      awaitPieces(2);
      assertThat(left).hasValue(0);
    }
  }

  @Test
  void mostOfTheTimeIsForCommitsHoweverLongAPieceBlocksThem() {
    for (Duration blocking : new Duration[] {Duration.ofSeconds(1), Duration.ofMillis(3)}) {
      assertThat(HotLogReclaimer.pauseAfter(blocking)).isEqualTo(blocking.multipliedBy(4));
    }
    assertThat(HotLogReclaimer.pauseAfter(Duration.ZERO)).isEqualTo(HotLogReclaimer.SHORTEST_PAUSE);
  }
}
