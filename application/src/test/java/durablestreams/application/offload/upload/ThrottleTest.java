package durablestreams.application.offload.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Throttle pauses: they grow with the work before them, and are limited. */
class ThrottleTest {

  private static Duration pause(double times, long workMillis) {
    return new Throttle(times, Duration.ofSeconds(1)).duration(workMillis * 1_000_000);
  }

  @Test
  void aPauseIsAMultipleOfTheWork() {
    assertThat(pause(2, 10)).isEqualTo(Duration.ofMillis(20));
    assertThat(pause(0.5, 10)).isEqualTo(Duration.ofMillis(5));
    assertThat(pause(0, 10)).isZero();
  }

  @Test
  void itIsNoLongerThanTheLongest() {
    assertThat(pause(2, 900)).isEqualTo(Duration.ofSeconds(1));
    assertThat(pause(2, 1L << 40)).isEqualTo(Duration.ofSeconds(1));
  }
}
