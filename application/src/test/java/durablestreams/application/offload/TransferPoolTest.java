package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.offload.upload.Throttle;
import durablestreams.application.port.ArchiveUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TransferPoolTest {

  private static final Throttle NONE = new Throttle(0, Duration.ZERO);

  private final Queue<String> done = new ConcurrentLinkedQueue<>();

  @Test
  void aTransferThatFailsDoesNotHoldUpTheOthers() {
    RuntimeException first = new ArchiveUnavailableException("the first");
    List<Runnable> transfers =
        List.of(
            () -> done.add("a"),
            () -> {
              throw first;
            },
            () -> {
              throw new IllegalStateException("the second");
            },
            () -> done.add("b"));
    try (TransferPool pool = new TransferPool("transfer", 1)) {
      assertThatThrownBy(() -> pool.runAll(transfers, NONE)).isSameAs(first);
    }
    assertThat(done).containsExactly("a", "b");
  }

  @Test
  void asManyTransfersRunAtOnceAsThereAreThreads() throws InterruptedException {
    CyclicBarrier together = new CyclicBarrier(2);
    Runnable transfer =
        () -> {
          try {
            together.await(1, TimeUnit.MINUTES);
            done.add("with the other");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    try (TransferPool pool = new TransferPool("transfer", 2)) {
      pool.runAll(List.of(transfer, transfer), NONE);
    }
    assertThat(done).hasSize(2);
  }

  @Test
  void closingWaitsForATransferThatRuns() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    TransferPool pool = new TransferPool("transfer", 1);
    Runnable transfer =
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          ended.set(true);
        };
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                pool.runAll(List.of(transfer, () -> done.add("later")), NONE);
              } catch (InterruptedException e) {
                // the end of the test
              }
            });
    begun.await();
    pool.close();

    assertThat(interrupted.getCount()).isZero();
    assertThat(ended).isTrue();
    assertThat(done).isEmpty();
    caller.interrupt();
    caller.join();
  }
}
