package durablestreams.adapters.http.connection.waits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadTimeoutsTest {

  private static final long REQUEST = 10_000_000_000L;
  private static final long IDLE = 75_000_000_000L;
  private static final long HOUR = 3_600_000_000_000L;

  private final ReadTimeouts patience = new ReadTimeouts(new Timeouts(REQUEST, 1, IDLE));

  @Test
  void anIdleConnectionMayWaitLong() {
    assertThat(patience.limit(System.nanoTime(), false)).isEqualTo(IDLE);
    patience.afterRead(10);
    patience.requestStarted();
    patience.requestEnded();
    patience.beforeRead();
    assertThat(patience.limit(System.nanoTime() + HOUR, false)).isEqualTo(IDLE);
  }

  @Test
  void aHeaderSectionHasATimeLimitInAll() {
    patience.afterRead(1);
    patience.beforeRead();
    assertThat(patience.limit(System.nanoTime(), false)).isEqualTo(REQUEST);
    patience.afterRead(1_000_000);
    patience.beforeRead();
    assertThat(patience.limit(System.nanoTime() + REQUEST, false)).isZero();
  }

  @Test
  void aBodyMayTakeItsTimeWhileItMoves() {
    patience.afterRead(100);
    patience.requestStarted();
    patience.beforeRead();
    patience.afterRead(4_096 * 100);
    patience.beforeRead();
    assertThat(patience.limit(System.nanoTime() + 5 * REQUEST, false)).isEqualTo(REQUEST);
    assertThat(patience.limit(System.nanoTime() + 12 * REQUEST, false)).isZero();
  }

  @Test
  void aBodyMustHurryWhileMemoryIsScarce() {
    patience.afterRead(100);
    patience.requestStarted();
    patience.beforeRead();
    patience.afterRead(4_096 * 100);
    patience.beforeRead();
    assertThat(patience.limit(System.nanoTime(), true)).isEqualTo(REQUEST / 4);
    assertThat(patience.limit(System.nanoTime() + REQUEST, true)).isZero();
    assertThat(patience.limit(System.nanoTime() + REQUEST, false)).isEqualTo(REQUEST);
  }

  @Test
  void aClientThatWasAnsweredHasASecond() {
    patience.afterRead(100);
    patience.requestStarted();
    patience.linger();
    assertThat(patience.limit(System.nanoTime(), false)).isEqualTo(1_000_000_000);
    assertThat(patience.limit(System.nanoTime() + REQUEST, false)).isZero();
  }

  @Test
  void http2WaitsForBodiesAndForNewRequests() {
    patience.multiplex();
    assertThat(patience.limit(0, false)).isEqualTo(IDLE);
    patience.requestStarted();
    assertThat(patience.limit(0, false)).isEqualTo(Long.MAX_VALUE);
    patience.requestEnded();
    assertThat(patience.limit(0, false)).isEqualTo(IDLE);
  }
}
