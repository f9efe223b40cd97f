package durablestreams.adapters.http.connection.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLimitTest {

  @ParameterizedTest
  @CsvSource({
    // budget, connections, of one, of all
    "1, 20000, 16, 16",
    "1, 5, 5, 5",
    "80530560, 20000, 136, 546",
    "1073741824, 20000, 256, 7281",
    "1073741824, 300, 75, 300",
    "1099511627776, 20000, 256, 20000"
  })
  void theBudgetSetsTheLimits(long memory, int most, int ofOne, int ofAll) {
    RequestLimit limit = RequestLimit.of(memory, most);
    assertThat(limit.ofOne()).isEqualTo(ofOne);
    assertThat(limit.ofAll()).isEqualTo(ofAll);
    assertThat(limit.servedOfOne()).isEqualTo(2 * ofOne);
  }

  @Test
  void aRequestBeyondTheLimitTakesNoPlace() {
    RequestLimit limit = new RequestLimit(1, 2);
    assertThat(limit.enter()).isTrue();
    assertThat(limit.enter()).isTrue();
    assertThat(limit.enter()).isFalse();
    assertThat(limit.enter()).isFalse();
    limit.leave();
    assertThat(limit.enter()).isTrue();
    assertThat(limit.enter()).isFalse();
  }

  @Test
  void abandonedRequestsAreCountedApart() {
    RequestLimit limit = new RequestLimit(1, 2);
    assertThat(limit.abandon()).isTrue();
    assertThat(limit.abandon()).isTrue();
    assertThat(limit.abandon()).isFalse();
    assertThat(limit.enter()).isTrue();
    limit.forget(3);
    assertThat(limit.abandon()).isTrue();
  }

  @Test
  void manyThreadsNeverHaveMorePlacesThanThereAre() {
    RequestLimit limit = new RequestLimit(1, 3);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        threads.execute(() -> {
          if (limit.enter()) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            now.decrementAndGet();
            limit.leave();
          }
        });
      }
    }
    assertThat(most).hasValueBetween(1, 3);
    assertThat(limit.enter() && limit.enter() && limit.enter()).isTrue();
  }
}
