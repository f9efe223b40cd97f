package durablestreams.application.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.OverloadedException;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads of the lane, and its mutual exclusion. */
@Timeout(60)
class StreamSequencerTest {

  private static final TailHub NO_TAILS = new TailHub(1, new MemoryBudget(1 << 20));

  /** Whether the clock fails, as everything can when the heap is full. */
  private final AtomicBoolean heapIsFull = new AtomicBoolean();

  private final StreamSequencer sequencer = started();

  private Instant now() {
    if (heapIsFull.get()) {
      throw new OutOfMemoryError("as planned");
    }
    return Instant.EPOCH;
  }

  private StreamSequencer started() {
    return new StreamSequencer(
        new EmptyStore(),
        new StreamCache(new EmptyStore(), new MemoryBudget(64L << 20)),
        NO_TAILS,
        RotationPolicy.NEVER,
        false,
        CommitListener.NONE,
        SequencerLimits.DEFAULT,
        FaultPoints.NONE,
        this::now);
  }

  /** The lane's own thread. */
  private final Thread lane = large();

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    sequencer.close();
    callers.close();
  }

  /** Which thread the lane runs on for a caller that comes now. */
  private Thread runner() {
    return sequencer.submit(batch -> Thread.currentThread());
  }

  private Thread large() {
    return sequencer.submit(batch -> Thread.currentThread(), 1L << 20, RequestTimings.OFF);
  }

  /** Waits until the lane's thread has nothing to do; a caller may then run the lane. */
  private void settle() {
    while (lane.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  /** Operation that blocks the lane until it is released. */
  private final class Held {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Future<Thread> runner = callers.submit(() -> sequencer.submit(batch -> hold()));

    private Thread hold() {
      begun.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Thread.currentThread();
    }
  }

  private void awaitQueued(int operations) {
    while (sequencer.queued() < operations) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallerThatComesAloneRunsTheLane() {
    for (int i = 0; i < 3; i++) {
      settle();
      assertThat(runner()).isSameAs(Thread.currentThread());
    }
  }

  @Test
  void anErrorOutsideOfOperationsIsAnsweredAndTheLaneGoesOn() {
    settle();
    heapIsFull.set(true);
    assertThatThrownBy(this::runner).hasRootCauseMessage("as planned");
    assertThatThrownBy(this::large).hasRootCauseMessage("as planned");
    heapIsFull.set(false);
    assertThat(large()).isSameAs(lane);
  }

  @Test
  void aLargeBodyIsForTheLanesThread() {
    settle();
    assertThat(large()).isSameAs(lane).isNotSameAs(Thread.currentThread());
  }

  @Test
  void whoeverComesWhileACallerRunsTheLaneIsForItsThread() throws Exception {
    settle();
    Held held = new Held();
    held.begun.await();
    Future<Thread> second = callers.submit(this::runner);
    Future<Thread> third = callers.submit(this::runner);
    awaitQueued(2);
    held.end.countDown();
    assertThat(held.runner.get().isVirtual()).isTrue();
    assertThat(second.get()).isSameAs(lane);
    assertThat(third.get()).isSameAs(lane);
  }

  @Test
  void afterALargerGroupCallersHaveToComeAloneForAWhile() throws Exception {
    whoeverComesWhileACallerRunsTheLaneIsForItsThread();
    int byTheLanesThread = 0;
    Thread runner;
    do {
      settle();
      runner = runner();
      byTheLanesThread++;
    } while (runner != Thread.currentThread());
    assertThat(byTheLanesThread).isBetween(10, 20);
  }

  @Test
  void closingWaitsForACallerThatRunsTheLane() throws Exception {
    settle();
    Held held = new Held();
    held.begun.await();
    Thread closer = Thread.ofPlatform().start(sequencer::close);
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(closer.isAlive()).isTrue();
    held.end.countDown();
    closer.join();
    assertThat(held.runner.get().isVirtual()).isTrue();
  }

  @Test
  void whoeverComesWhileItClosesIsToldSo() throws Exception {
    for (int round = 0; round < 300; round++) {
      StreamSequencer closing = started();
      List<Thread> late = new ArrayList<>();
      for (int caller = 0; caller < 3; caller++) {
        late.add(Thread.ofPlatform().daemon().start(() -> submitUntilRefused(closing)));
      }
      for (int spin = 0; spin < round; spin++) {
        Thread.onSpinWait();
      }
      closing.close();
      for (Thread caller : late) {
        assertThat(caller.join(Duration.ofSeconds(10))).as("round %d", round).isTrue();
      }
      assertThat(closing.queued()).isZero();
    }
  }

  private static void submitUntilRefused(StreamSequencer closing) {
    try {
      while (true) {
        closing.submit(batch -> true);
      }
    } catch (OverloadedException e) {
      // as it should
    }
  }

  @Test
  void oneAtATimeWhicheverThreadRunsIt() throws Exception {
    var unguarded =
        new Object() {
          long count;
          boolean inside;
          boolean overlapped;
        };
    Operation<Long> counting =
        batch -> {
          unguarded.overlapped |= unguarded.inside;
          unguarded.inside = true;
          unguarded.count++;
          unguarded.inside = false;
          return unguarded.count;
        };
    // A few at once at most, so that the lane falls idle again and again.
    List<Future<?>> done = new ArrayList<>();
    for (int caller = 0; caller < 3; caller++) {
      int pause = caller * 100;
      done.add(
          callers.submit(() -> {
            for (int i = 0; i < 20_000; i++) {
              sequencer.submit(counting);
              for (int spin = 0; spin < pause; spin++) {
                Thread.onSpinWait();
              }
            }
          }));
    }
    for (Future<?> each : done) {
      each.get();
    }
    assertThat(sequencer.submit(counting)).isEqualTo(60_001);
    assertThat(unguarded.overlapped).isFalse();
    assertThat(sequencer.queued()).isZero();
  }

  /** Unused store, because no operation here changes anything. */
  private static final class EmptyStore implements StreamStore {

    @Override
    public Optional<StoredStream> load(StreamPath path) {
      return Optional.empty();
    }

    @Override
    public Optional<StoredStream> load(StreamKey key) {
      return Optional.empty();
    }

    @Override
    public long highestKey() {
      return 0;
    }

    @Override
    public void commit(List<StreamChange> changes) {
      throw new AssertionError("nothing changes");
    }

    @Override
    public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
      throw new AssertionError("nothing is read");
    }

    @Override
    public void close() {}
  }
}
