package durablestreams.adapters.http.connection.waits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadTimeoutsTest {

  private static final long REQUEST = 10_000_000_000L;
  private static final long IDLE = 75_000_000_000L;
  private static final long HOUR = 3_600_000_000_000L;

  private final ReadTimeouts timeouts = new ReadTimeouts(new Timeouts(REQUEST, 1, IDLE));

  @Test
  void anIdleConnectionMayWaitLong() {
    assertThat(timeouts.limit(System.nanoTime(), false)).isEqualTo(IDLE);
    timeouts.afterRead(10);
    timeouts.requestStarted();
    timeouts.requestEnded();
    timeouts.beforeRead();
    assertThat(timeouts.limit(System.nanoTime() + HOUR, false)).isEqualTo(IDLE);
  }

  @Test
  void aHeaderSectionHasATimeLimitInAll() {
    timeouts.afterRead(1);
    timeouts.beforeRead();
    assertThat(timeouts.limit(System.nanoTime(), false)).isEqualTo(REQUEST);
    timeouts.afterRead(1_000_000);
    timeouts.beforeRead();
    assertThat(timeouts.limit(System.nanoTime() + REQUEST, false)).isZero();
  }

  @Test
  void aBodyMayTakeItsTimeWhileItMoves() {
    timeouts.afterRead(100);
    timeouts.requestStarted();
    timeouts.beforeRead();
    timeouts.afterRead(4_096 * 100);
    timeouts.beforeRead();
    assertThat(timeouts.limit(System.nanoTime() + HOUR, false)).isEqualTo(REQUEST);
    assertThat(timeouts.limit(System.nanoTime() + HOUR + 11 * REQUEST, false)).isZero();
  }

  @Test
  void aBodyMustHurryWhileMemoryIsScarce() {
    timeouts.afterRead(100);
    timeouts.requestStarted();
    timeouts.beforeRead();
    timeouts.afterRead(4_096 * 100);
    timeouts.beforeRead();
    assertThat(timeouts.limit(System.nanoTime(), true)).isEqualTo(REQUEST / 4);
    assertThat(timeouts.limit(System.nanoTime() + REQUEST, true)).isZero();
    assertThat(timeouts.limit(System.nanoTime() + REQUEST, false)).isEqualTo(REQUEST);
  }

  @Test
  void aClientThatWasAnsweredHasASecond() {
    timeouts.afterRead(100);
    timeouts.requestStarted();
    timeouts.linger();
    assertThat(timeouts.limit(System.nanoTime(), false)).isEqualTo(1_000_000_000);
    assertThat(timeouts.limit(System.nanoTime() + REQUEST, false)).isZero();
  }

  @Test
  void http2WaitsForBodiesAndForNewRequests() {
    timeouts.multiplex();
    assertThat(timeouts.limit(0, false)).isEqualTo(IDLE);
    timeouts.requestStarted();
    assertThat(timeouts.limit(0, false)).isEqualTo(Long.MAX_VALUE);
    timeouts.requestEnded();
    assertThat(timeouts.limit(0, false)).isEqualTo(IDLE);
  }
}
