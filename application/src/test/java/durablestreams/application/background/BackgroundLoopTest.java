package durablestreams.application.background;

import static org.assertj.core.api.Assertions.assertThat;

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
}
