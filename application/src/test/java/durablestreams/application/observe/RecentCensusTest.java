package durablestreams.application.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.port.StreamDirectory.Census;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecentCensusTest {

  private static final long TAKES = 1_000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
  private final AtomicInteger counts = new AtomicInteger();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile int holdFrom = Integer.MAX_VALUE;
  private volatile int failFrom = Integer.MAX_VALUE;
  private static final Duration TIMEOUT = Duration.ofMillis(100);

  private final RecentCensus<Census> census =
      new RecentCensus<>(this::count, task -> Thread.ofPlatform().daemon().start(task), now::get);

  private Census count() {
    int number = counts.incrementAndGet();
    now.addAndGet(TAKES);
    if (number >= holdFrom) {
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (number >= failFrom) {
      throw new IllegalStateException("no disk");
    }
    return new Census(number, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void countingTakesATwentiethOfTheTimeAtMost() {
    for (int i = 0; i < 100; i++) {
      assertThat(census.get(TIMEOUT).streams()).isEqualTo(1);
    }
    now.addAndGet(RecentCensus.PAUSE * TAKES - 1);
    assertThat(census.get(TIMEOUT).streams()).isEqualTo(1);
    now.incrementAndGet();
    assertThat(census.get(TIMEOUT).streams()).isEqualTo(2);
    assertThat(census.get(TIMEOUT).streams()).isEqualTo(2);
    assertThat(counts.get()).isEqualTo(2);
  }

  @Test
  void aSlowCountLeavesTheNumbersOfTheLastOne() {
    census.get(TIMEOUT);
    holdFrom = 2;
    now.addAndGet(RecentCensus.PAUSE * TAKES);
    for (int i = 0; i < 3; i++) {
      assertThat(census.get(TIMEOUT).streams()).isEqualTo(1);
    }
    assertThat(counts.get()).isEqualTo(2);
    held.countDown();
    while (census.get(TIMEOUT).streams() == 1) {
      Thread.onSpinWait();
    }
  }

  @Test
  void callersShareTheFirstCount() throws Exception {
    holdFrom = 1;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Census>> numbers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        numbers.add(callers.submit(() -> census.get(TIMEOUT)));
      }
      held.countDown();
      for (Future<Census> each : numbers) {
        assertThat(each.get().streams()).isEqualTo(1);
      }
    }
  }

  @Test
  void aCountThatFailsLeavesTheNumbersOfTheLastOne() {
    failFrom = 1;
    assertThatThrownBy(() -> census.get(TIMEOUT)).hasMessage("no disk");
    failFrom = 3;
    assertThat(census.get(TIMEOUT).streams()).isEqualTo(2);
    now.addAndGet(RecentCensus.PAUSE * TAKES);
    assertThat(census.get(TIMEOUT).streams()).isEqualTo(2);
    assertThat(counts.get()).isEqualTo(3);
  }
}
