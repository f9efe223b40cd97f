package durablestreams.application.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedReadsTest {

  private final List<String> dropped = new ArrayList<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final SharedReads<String, byte[]> shared =
      new SharedReads<>(10, value -> value.length, (id, value) -> dropped.add(id));

  private SharedReads.Found<byte[]> found(int size, boolean lasting) {
    reads.incrementAndGet();
    return new SharedReads.Found<>(new byte[size], lasting);
  }

  private byte[] get(String id, int size) {
    return shared.get(id, () -> found(size, true));
  }

  @Test
  void whatLastsIsReadOnce() {
    byte[] first = get("a", 4);
    assertThat(get("a", 4)).isSameAs(first);
    assertThat(reads).hasValue(1);
  }

  @Test
  void whatMayChangeIsReadAgain() {
    shared.get("a", () -> found(4, false));
    shared.get("a", () -> found(4, false));
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
  }

  @Test
  void whatTakesMoreThanAllTheRoomStillArrives() {
    get("a", 4);
    assertThat(get("large", 11)).hasSize(11);
    assertThat(dropped).containsExactly("a");
    get("b", 4);
    assertThat(dropped).containsExactly("a", "large");
  }

  @Test
  void aFailureIsToldAndForgotten() {
    assertThatThrownBy(() ->
            shared.get(
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
              shared.get(
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
      get("b", 6);
      get("c", 6);
      enough.countDown();
      for (Future<byte[]> value : values) {
        assertThat(value.get()).hasSize(4);
      }
    }
    assertThat(reads).hasValue(3);
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
