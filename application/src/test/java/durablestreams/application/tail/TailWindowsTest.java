package durablestreams.application.tail;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveClient;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tail windows of many followed streams under one share of the memory budget. */
@Timeout(120)
class TailWindowsTest {

  private static final LiveClient CLIENT = LiveClient.here(Delivery.EVENTS);
  private static final int MESSAGE = 16 << 10;

  private final MemoryBudget memory = new MemoryBudget(64L << 20);
  private final long limit = memory.limit(Share.TAIL_WINDOWS);
  private final TailHub hub = new TailHub(1_000, memory);

  @AfterEach
  void stop() {
    hub.close();
  }

  private long used() {
    return memory.used(Share.TAIL_WINDOWS);
  }

  private TailFollower follow(long key) {
    return Objects.requireNonNull(hub.follow(new StreamKey(key + 1), CLIENT, Offset.START));
  }

  private void append(long key, long from, int bytes) {
    hub.publish(
        List.of(
            new StreamChange.Appended(
                new StreamKey(key + 1),
                from,
                MessageBatch.ofBytes(new byte[bytes]),
                Tail.EMPTY.appended(from + bytes, 1, bytes),
                null,
                StreamSeq.NONE,
                Instant.EPOCH)));
  }

  private static List<TailBatch> windowAfter(TailFollower follower, long position) {
    List<TailBatch> found = follower.after(position);
    return found == null ? List.of() : found;
  }

  @Test
  void windowsOfAllStreamsTogetherStayWithinTheShare() {
    int streams = 600;
    List<TailFollower> followers = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      followers.add(follow(i));
    }
    for (int round = 0; round < 64; round++) {
      for (int i = 0; i < streams; i++) {
        append(i, (long) round * MESSAGE, MESSAGE);
      }
      assertThat(used()).isLessThanOrEqualTo(limit);
    }
    long reachable = 0;
    for (TailFollower follower : followers) {
      for (long at = 0; at < 64L * MESSAGE; at += MESSAGE) {
        List<TailBatch> window = follower.after(at);
        if (window != null) {
          reachable += (long) window.size() * MESSAGE;
          break;
        }
      }
    }
    assertThat(reachable).isLessThanOrEqualTo(limit).isGreaterThan(limit / 2);
    followers.forEach(TailFollower::close);
    assertThat(used()).isZero();
  }

  @Test
  void theOldestBatchesAreEvictedFirst() {
    try (TailFollower quiet = follow(1);
        TailFollower busy = follow(2)) {
      append(1, 0, MESSAGE);
      long position = 0;
      for (; position < 2 * limit; position += MESSAGE) {
        append(2, position, MESSAGE);
      }
      assertThat(windowAfter(quiet, 0)).as("one window alone is bounded by itself").hasSize(1);
      assertThat(windowAfter(busy, position - MESSAGE)).hasSize(1);
      List<TailFollower> others = new ArrayList<>();
      for (int i = 10; i < 10 + limit / MESSAGE; i++) {
        others.add(follow(i));
        append(i, 0, MESSAGE);
      }
      assertThat(quiet.after(0)).isEmpty();
      assertThat(windowAfter(others.getLast(), 0)).hasSize(1);
      others.forEach(TailFollower::close);
    }
  }

  @Test
  void aBatchBeyondAQuarterOfTheShareIsLeftToStorage() {
    try (TailFollower follower = follow(1)) {
      append(1, 0, MESSAGE);
      append(1, MESSAGE, (int) (limit / 4) + 1);
      assertThat(follower.after(0)).isEmpty();
      assertThat(used()).isZero();
    }
  }

  @Test
  void whatAReaderIsSendingCountsUntilItIsSent() {
    TailFollower slow = follow(1);
    append(1, 0, MESSAGE);
    assertThat(slow.hold(windowAfter(slow, 0))).isTrue();
    long held = used();
    for (int i = 1; i <= 64; i++) {
      append(1, (long) i * MESSAGE, MESSAGE);
    }
    long whole = used();
    slow.release();
    assertThat(whole - used()).isEqualTo(held);
    slow.close();
    assertThat(used()).isZero();
  }

  @Test
  void readersThatHoldHalfOfTheShareMakeOthersReadFromStorage() {
    List<TailFollower> slow = new ArrayList<>();
    for (int i = 0; hub.mayHold(); i++) {
      assertThat(i).isLessThan((int) (2 * limit / MESSAGE));
      TailFollower follower = follow(i);
      append(i, 0, MESSAGE);
      assertThat(follower.hold(windowAfter(follower, 0))).isTrue();
      slow.add(follower);
    }
    assertThat(used()).isLessThanOrEqualTo(limit);
    try (TailFollower late = follow(1_000_000)) {
      append(1_000_000, 0, MESSAGE);
      assertThat(late.hold(windowAfter(late, 0))).isFalse();
    }
    slow.forEach(TailFollower::close);
    assertThat(used()).isZero();
    assertThat(hub.mayHold()).isTrue();
  }

  @Test
  void theSharedEncodingCounts() {
    try (TailFollower follower = follow(1)) {
      append(1, 0, MESSAGE);
      long before = used();
      var encoding = windowAfter(follower, 0).getFirst().batch().encoding();
      byte[] made = encoding.get(byte[].class, () -> new byte[3 * MESSAGE], b -> b.length);
      assertThat(used()).isEqualTo(before + 3 * MESSAGE);
      assertThat(encoding.get(byte[].class, () -> new byte[1], b -> b.length)).isSameAs(made);
    }
    assertThat(used()).isZero();
  }

  @Test
  void anEncodingWithoutRoomIsMadeForEachReader() {
    try (TailFollower follower = follow(1)) {
      append(1, 0, MESSAGE);
      long before = used();
      var encoding = windowAfter(follower, 0).getFirst().batch().encoding();
      byte[] first = encoding.get(byte[].class, () -> new byte[1], b -> limit);
      assertThat(encoding.get(byte[].class, () -> new byte[1], b -> limit)).isNotSameAs(first);
      assertThat(used()).isEqualTo(before);
    }
  }

  @Test
  void nothingStaysLeasedHoweverReadersComeAndGo() throws Exception {
    long seed = System.nanoTime();
    System.out.println("TailWindowsTest seed " + seed);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<?>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        Random random = new Random(seed + i);
        readers.add(
            threads.submit(() -> {
              while (!over.get()) {
                comeAndGo(random);
              }
              return null;
            }));
      }
      Random random = new Random(seed - 1);
      for (int i = 0; i < 20_000; i++) {
        append(random.nextInt(40), (long) i * MESSAGE, 1 + random.nextInt(4 * MESSAGE));
        assertThat(used()).isLessThanOrEqualTo(limit);
      }
      over.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    assertThat(used()).isZero();
  }

  private void comeAndGo(Random random) {
    try (TailFollower follower = follow(random.nextInt(40))) {
      for (int i = random.nextInt(50); i > 0; i--) {
        follower.release();
        List<TailBatch> window = windowAfter(follower, random.nextInt(100) * (long) MESSAGE);
        if (!window.isEmpty() && follower.hold(window)) {
          window
              .getLast()
              .batch()
              .encoding()
              .get(byte[].class, () -> new byte[MESSAGE], b -> b.length);
        }
      }
    }
  }
}
