package durablestreams.bootstrap.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UncaughtErrorHandlerTest {

  private final AtomicInteger halts = new AtomicInteger();
  private final UncaughtErrorHandler handler = new UncaughtErrorHandler(halts::incrementAndGet);

  private void end(Thread.Builder kind, Runnable task) throws InterruptedException {
    Thread thread = kind.unstarted(task);
    thread.setUncaughtExceptionHandler(handler);
    thread.start();
    thread.join();
  }

  private static void runOut() {
    throw new OutOfMemoryError("as planned");
  }

  private static void fail() {
    throw new IllegalStateException("as planned");
  }

  @Test
  void theProcessEndsWithAPlatformThreadWhateverEndedIt() throws InterruptedException {
    end(Thread.ofPlatform(), UncaughtErrorHandlerTest::runOut);
    end(Thread.ofPlatform(), UncaughtErrorHandlerTest::fail);
    assertThat(halts).hasValue(2);
  }

  @Test
  void theThreadOfARequestEndsNothingElse() throws InterruptedException {
    end(Thread.ofVirtual(), UncaughtErrorHandlerTest::fail);
    end(Thread.ofVirtual(), UncaughtErrorHandlerTest::runOut);
    assertThat(halts).hasValue(0);
  }
}
