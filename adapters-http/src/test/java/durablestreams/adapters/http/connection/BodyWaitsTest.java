package durablestreams.adapters.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.CloseConnectionException;
import org.junit.jupiter.api.Test;

class BodyWaitsTest {

  private static final long PATIENCE = 10_000_000_000L;

  private final BodyWaits waits = new BodyWaits();

  @Test
  void a_body_that_stands_still_is_too_slow() {
    waits.begin();
    assertThat(waits.areTooSlow(System.nanoTime(), PATIENCE)).isFalse();
    assertThat(waits.areTooSlow(System.nanoTime() + PATIENCE, PATIENCE)).isTrue();
    waits.moved(1);
    assertThat(waits.areTooSlow(System.nanoTime(), PATIENCE)).isFalse();
    waits.end();
    assertThat(waits.areTooSlow(System.nanoTime() + PATIENCE, PATIENCE)).isFalse();
  }

  @Test
  void a_body_must_bring_something_in_all_its_time() {
    assertThat(BodyWaits.allowed(PATIENCE, 0)).isEqualTo(PATIENCE);
    assertThat(BodyWaits.allowed(PATIENCE, 2 * 4_096))
        .isBetween(PATIENCE + 1_999_000_000, PATIENCE + 2_000_000_000);
  }

  @Test
  void the_end_of_the_connection_ends_every_wait() {
    waits.begin();
    waits.endAll();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThatThrownBy(waits::end).isInstanceOf(CloseConnectionException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThatThrownBy(waits::begin).isInstanceOf(CloseConnectionException.class);
  }

  @Test
  void whoever_does_not_wait_any_more_is_not_interrupted() {
    waits.begin();
    waits.end();
    waits.endAll();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
