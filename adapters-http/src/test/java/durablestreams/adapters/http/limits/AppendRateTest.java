package durablestreams.adapters.http.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AppendRateTest {

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void fills_with_the_rate_and_holds_a_second() {
    AppendRate rate = new AppendRate(10, nanos::get);
    for (int i = 0; i < 10; i++) {
      assertThat(rate.take("a")).isZero();
    }
    assertThat(rate.take("a")).isPositive();
    nanos.addAndGet(100_000_000);
    assertThat(rate.take("a")).isZero();
    assertThat(rate.take("a")).isPositive();
    nanos.addAndGet(3_600_000_000_000L);
    for (int i = 0; i < 10; i++) {
      assertThat(rate.take("a")).isZero();
    }
    assertThat(rate.take("a")).isPositive();
  }

  @Test
  void tenants_do_not_take_from_each_other() {
    AppendRate rate = new AppendRate(1, nanos::get);
    assertThat(rate.take("a")).isZero();
    assertThat(rate.take("a")).isPositive();
    assertThat(rate.take("b")).isZero();
  }

  @Test
  void zero_is_no_limit() {
    AppendRate rate = new AppendRate(0, nanos::get);
    for (int i = 0; i < 1_000; i++) {
      assertThat(rate.take("a")).isZero();
    }
  }
}
