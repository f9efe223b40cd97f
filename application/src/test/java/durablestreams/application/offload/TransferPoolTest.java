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

  private final Queue<String> moved = new ConcurrentLinkedQueue<>();

  @Test
  void aMoveThatFailsDoesNotHoldUpTheOthers() {
    RuntimeException first = new ArchiveUnavailableException("the first");
    List<Runnable> moves =
        List.of(
            () -> moved.add("a"),
            () -> {
              throw first;
            },
            () -> {
              throw new IllegalStateException("the second");
            },
            () -> moved.add("b"));
    try (TransferPool transfers = new TransferPool("mover", 1)) {
      assertThatThrownBy(() -> transfers.moveAll(moves, NONE)).isSameAs(first);
    }
    assertThat(moved).containsExactly("a", "b");
  }

  @Test
  void asManyMoveAtOnceAsThereAreThreads() throws InterruptedException {
    CyclicBarrier together = new CyclicBarrier(2);
    Runnable move =
        () -> {
          try {
            together.await(1, TimeUnit.MINUTES);
            moved.add("with the other");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    try (TransferPool transfers = new TransferPool("mover", 2)) {
      transfers.moveAll(List.of(move, move), NONE);
    }
    assertThat(moved).hasSize(2);
  }

  @Test
  void closingWaitsForAMoveThatRuns() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    TransferPool transfers = new TransferPool("mover", 1);
    Runnable move =
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
                transfers.moveAll(List.of(move, () -> moved.add("later")), NONE);
              } catch (InterruptedException e) {
                // the end of the test
              }
            });
    begun.await();
    transfers.close();

    assertThat(interrupted.getCount()).isZero();
    assertThat(ended).isTrue();
    assertThat(moved).isEmpty();
    caller.interrupt();
    caller.join();
  }
}
