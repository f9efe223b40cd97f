package durablestreams.adapters.http.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final long SECOND = 1_000_000_000;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void fillsWithTheRateAndHoldsASecond() {
    RateLimit<String> rate = new RateLimit<>(10, nanos::get);
    for (int i = 0; i < 10; i++) {
      assertThat(rate.take("a")).isZero();
    }
    assertThat(rate.take("a")).isPositive();
    nanos.addAndGet(SECOND / 10);
    assertThat(rate.take("a")).isZero();
    assertThat(rate.take("a")).isPositive();
    nanos.addAndGet(3_600 * SECOND);
    for (int i = 0; i < 10; i++) {
      assertThat(rate.take("a")).isZero();
    }
    assertThat(rate.take("a")).isPositive();
  }

  @Test
  void keysDoNotTakeFromEachOther() {
    RateLimit<String> rate = new RateLimit<>(1, nanos::get);
    assertThat(rate.take("a")).isZero();
    assertThat(rate.take("a")).isPositive();
    assertThat(rate.take("b")).isZero();
  }

  @Test
  void zeroIsNoLimit() {
    RateLimit<String> rate = new RateLimit<>(0, nanos::get);
    for (int i = 0; i < 1_000; i++) {
      assertThat(rate.take("a")).isZero();
    }
  }

  @Test
  void keysThatAreNotUsedAnyMoreAreDropped() {
    RateLimit<Integer> rate = new RateLimit<>(1, nanos::get);
    for (int key = 0; key < 100_000; key++) {
      assertThat(rate.take(key)).isZero();
      nanos.addAndGet(SECOND / 5_000);
      assertThat(rate.buckets()).isLessThan(15_000);
    }
  }

  @Test
  void aKeyInUseKeepsItsBucketWhileOthersAreDropped() {
    RateLimit<Integer> rate = new RateLimit<>(1, nanos::get);
    int taken = 0;
    for (int key = 1; key <= 50_000; key++) {
      rate.take(key);
      taken += rate.take(0) == 0 ? 1 : 0;
      nanos.addAndGet(SECOND / 5_000);
    }
    assertThat(taken).isBetween(9, 11);
  }
}
