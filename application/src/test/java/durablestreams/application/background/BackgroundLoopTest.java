package durablestreams.application.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundLoopTest {

  @Test
  void workIsTriedAgainAlsoWhenMemoryRanOut() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch worked = new CountDownLatch(1);
    BackgroundLoop.Work work =
        () -> {
          if (runs.incrementAndGet() == 1) {
            throw new OutOfMemoryError("as planned");
          }
          worked.countDown();
          return false;
        };
    try (BackgroundLoop loop = new BackgroundLoop("test", Duration.ofHours(1), work).start()) {
      worked.await();
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void aRequestedPassIsWaitedFor() throws InterruptedException {
    AtomicInteger left = new AtomicInteger(3);
    try (BackgroundLoop loop =
        new BackgroundLoop("pass", Duration.ofHours(1), () -> left.decrementAndGet() > 0)) {
      loop.start();
      loop.complete();
      assertThat(left.get()).isNotPositive();
      left.set(5);
      loop.complete();
      assertThat(left.get()).isNotPositive();
    }
  }

  @Test
  void aPassThatFailsSaysWhy() {
    try (BackgroundLoop loop =
        new BackgroundLoop(
            "pass",
            Duration.ofHours(1),
            () -> {
              throw new IllegalStateException("as planned");
            })) {
      loop.start();
      assertThatThrownBy(loop::complete).hasMessage("pass failed: as planned");
    }
  }
}
