package durablestreams.application.read;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleFlightCacheTest {

  /** Of which the share of pages has {@value #ROOM}. */
  private static final long BUDGET = 100;

  private static final int ROOM = 10;

  private final List<String> dropped = new ArrayList<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final MemoryBudget memory = new MemoryBudget(BUDGET);
  private final SingleFlightCache<String, byte[]> shared =
      new SingleFlightCache<>(
          memory, Share.PAGE_CACHE, (id, value) -> dropped.add(id), new CacheMetrics("page"));

  private SingleFlightCache.@Nullable Found<byte[]> found(int size, boolean lasting) {
    reads.incrementAndGet();
    Lease lease = shared.makeRoom(size);
    return lease == null ? null : new SingleFlightCache.Found<>(new byte[size], lasting, lease);
  }

  private byte[] get(String id, int size) {
    return get(id, () -> found(size, true));
  }

  private byte[] get(String id, Supplier<SingleFlightCache.@Nullable Found<byte[]>> read) {
    SingleFlightCache.Pinned<byte[]> pinned = requireNonNull(shared.get(id, read));
    pinned.close();
    return pinned.value();
  }

  @Test
  void whatLastsIsReadOnce() {
    byte[] first = get("a", 4);
    assertThat(get("a", 4)).isSameAs(first);
    assertThat(reads).hasValue(1);
  }

  @Test
  void whatMayChangeIsReadAgain() {
    get("a", () -> found(4, false));
    get("a", () -> found(4, false));
    assertThat(reads).hasValue(2);
  }

  @Test
  void theLeastRecentlyUsedMakesRoom() {
    get("a", 4);
    get("b", 4);
    get("a", 4);
    get("c", 4);
    assertThat(dropped).containsExactly("b");
    assertThat(reads).hasValue(3);
    get("b", 4);
    assertThat(reads).hasValue(4);
    assertThat(dropped).containsExactly("b", "a");
    assertThat(memory.used(Share.PAGE_CACHE)).isEqualTo(8);
  }

  @Test
  void whatTakesMoreThanAllTheRoomIsNotRead() {
    get("a", 4);
    assertThat(shared.get("large", () -> found(ROOM + 1, true))).isNull();
    assertThat(dropped).isEmpty();
    assertThat(get("a", 4)).hasSize(4);
    assertThat(reads).hasValue(2);
  }

  @Test
  void whatIsInUseMakesNoRoom() {
    SingleFlightCache.Pinned<byte[]> used = requireNonNull(shared.get("a", () -> found(10, true)));
    assertThat(shared.get("b", () -> found(10, true))).isNull();
    assertThat(dropped).isEmpty();

    used.close();
    assertThat(get("b", 10)).hasSize(10);
    assertThat(dropped).containsExactly("a");
  }

  @Test
  void whatMayChangeIsLeasedUntilItsLastUserIsDone() {
    SingleFlightCache.Pinned<byte[]> used = requireNonNull(shared.get("a", () -> found(10, false)));
    assertThat(memory.used(Share.PAGE_CACHE)).isEqualTo(10);
    used.close();
    assertThat(memory.used(Share.PAGE_CACHE)).isZero();
  }

  @Test
  void aFailureIsToldAndForgotten() {
    assertThatThrownBy(() ->
            get(
                "a",
                () -> {
                  throw new IllegalStateException("no disk");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no disk");
    assertThat(get("a", 4)).hasSize(4);
  }

  @Test
  void manyWhoWantTheSameWaitForOneRead() throws Exception {
    int readers = 20;
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> values = new ArrayList<>();
      values.add(
          threads.submit(() ->
              get(
                  "a",
                  () -> {
                    started.countDown();
                    await(enough);
                    return found(4, true);
                  })));
      started.await();
      for (int i = 1; i < readers; i++) {
        values.add(threads.submit(() -> get("a", 5)));
      }
      // Nothing else makes room for, or in place of, what is still being read.
      get("b", 8);
      get("c", 8);
      enough.countDown();
      for (Future<byte[]> value : values) {
        assertThat(value.get()).hasSize(4);
      }
    }
    assertThat(reads).hasValue(3);
  }

  /** Those who wait for a processor reach the bytes too, which must be in the account so long. */
  @Test
  void whatMayChangeIsReadOnceForAllWhoWaitForIt() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    Supplier<SingleFlightCache.@Nullable Found<byte[]>> read =
        () -> {
          started.countDown();
          await(enough);
          return found(10, false);
        };
    List<Thread> readers = new ArrayList<>();
    readers.add(Thread.ofPlatform().start(() -> get("a", read)));
    started.await();
    for (int i = 0; i < 50; i++) {
      readers.add(Thread.ofPlatform().start(() -> get("a", read)));
    }
    while (!readers.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
    enough.countDown();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(reads).hasValue(1);
    assertThat(memory.used(Share.PAGE_CACHE)).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsReadAheadIsThereWhenAskedFor() {
    Deque<Runnable> tasks = new ArrayDeque<>();
    List<String> next = new ArrayList<>();
    shared.begin("a", tasks::add, () -> found(4, true), value -> next.add("first"));
    shared.begin("a", tasks::add, () -> found(4, true), value -> next.add("second"));
    assertThat(tasks).hasSize(1);
    assertThat(next).isEmpty();
    tasks.remove().run();
    assertThat(next).containsExactly("first");
    shared.begin("a", tasks::add, () -> found(4, true), value -> next.add("third"));
    assertThat(next).containsExactly("first", "third");
    get("a", 4);
    assertThat(reads).hasValue(1);
  }

  @Test
  void nothingFollowsAReadAheadThatFailed() {
    List<String> next = new ArrayList<>();
    shared.begin(
        "a",
        Runnable::run,
        () -> {
          throw new IllegalStateException("no disk");
        },
        value -> next.add("a"));
    assertThat(next).isEmpty();
    assertThat(get("a", 4)).hasSize(4);
  }

  /** The first reader's client leaves, which interrupts its thread in the middle of the read. */
  @Test
  void anInterruptedReaderDoesNotFailTheOthers() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> left =
          threads.submit(() ->
              get(
                  "a",
                  () -> {
                    started.countDown();
                    return interrupted();
                  }));
      started.await();
      List<Future<byte[]>> others = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        others.add(threads.submit(() -> get("a", 4)));
      }
      while (shared.waiting("a") < 5) {
        Thread.onSpinWait();
      }
      left.cancel(true);
      for (Future<byte[]> other : others) {
        assertThat(other.get()).hasSize(4);
      }
    }
    assertThat(reads).hasValue(1);
  }

  private static SingleFlightCache.@Nullable Found<byte[]> interrupted() {
    try {
      new CountDownLatch(1).await();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void aReadAheadThatFindsNoMemoryToBeginIsReadByTheReader() {
    assertThatThrownBy(() ->
            shared.begin(
                "a",
                task -> {
                  throw new OutOfMemoryError("no thread");
                },
                () -> found(4, true),
                value -> {}))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(get("a", 4)).hasSize(4);
  }

  @Test
  void nobodyWaitsForAReadAheadThatCannotBegin() {
    shared.begin(
        "a",
        task -> {
          throw new RejectedExecutionException("stopped");
        },
        () -> found(4, true),
        value -> {});
    assertThat(get("a", 4)).hasSize(4);
  }
}
