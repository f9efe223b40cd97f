package durablestreams.adapters.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.exchange.LiveOutput;
import durablestreams.application.live.LiveBatch;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EncodingTurnsTest {

  private static final ContentType TEXT = new ContentType("text/plain");
  private static final LiveBatch BATCH =
      new LiveBatch(
          List.of(MessageBatch.ofBytes("\n".repeat(1_000).getBytes())), Offset.START, null);

  private final EncodingTurns turns = new EncodingTurns(1);

  /** An output that writes with every tenth append, and says what happens then and else. */
  private static LiveOutput output(Runnable write, Runnable copy) {
    return new LiveOutput() {
      private int appends;

      @Override
      public boolean writesWith(int count) {
        return appends % 10 == 9;
      }

      @Override
      public void append(byte[] bytes, int from, int count) {
        Runnable run = writesWith(count) ? write : copy;
        appends++;
        run.run();
      }

      @Override
      public void gather(int bytes) {}

      @Override
      public void flush() {}

      @Override
      public void end() {}
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReaderThatTakesNothingKeepsNoTurn() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Runnable write =
        () -> {
          blocked.countDown();
          await(goOn);
        };
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow = readers.submit(() -> turns.encode(BATCH, TEXT, output(write, () -> {})));
      blocked.await();
      readers.submit(() -> turns.encode(BATCH, TEXT, output(() -> {}, () -> {}))).get();
      assertThat(slow.isDone()).isFalse();
      goOn.countDown();
      slow.get();
    }
  }

  @Test
  void asManyReadersAsThereAreTurnsEncodeAtATime() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Runnable copy =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          Thread.yield();
          now.decrementAndGet();
        };
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        readers.submit(() -> turns.encode(BATCH, TEXT, output(Thread::yield, copy)));
      }
    }
    assertThat(most).hasValue(1);
  }
}
