package durablestreams.application.tail;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveClient;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.Tail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waiting followers whose wake tasks fan-out workers run. */
@Timeout(60)
class TailHubTest {

  private static final LiveClient CLIENT = LiveClient.here(Delivery.EVENTS);
  private static final StreamKey KEY = new StreamKey(7);
  private static final List<StreamChange> NEWS = List.of(new StreamChange.SoftDeleted(KEY));

  private final TailHub hub = new TailHub(1_000, new MemoryBudget(1 << 24));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    hub.close();
    threads.close();
  }

  private static long inAMinute() {
    return System.nanoTime() + Duration.ofMinutes(1).toNanos();
  }

  @Test
  void aFollowerWaitsOnWhileItsErrandIsDone() throws Exception {
    int followers = 40;
    AtomicInteger errands = new AtomicInteger();
    CountDownLatch following = new CountDownLatch(followers);
    CountDownLatch done = new CountDownLatch(followers);
    List<Future<Thread>> woken = new ArrayList<>();
    for (int i = 0; i < followers; i++) {
      woken.add(
          threads.submit(() -> {
            try (TailFollower follower = hub.follow(KEY, CLIENT, Offset.START)) {
              long version = follower.version();
              following.countDown();
              AtomicBoolean first = new AtomicBoolean(true);
              assertThat(
                      follower.await(
                          version,
                          inAMinute(),
                          () -> {
                            errands.incrementAndGet();
                            assertThat(Thread.currentThread().isVirtual()).isFalse();
                            boolean more = first.getAndSet(false);
                            done.countDown();
                            return more;
                          }))
                  .isTrue();
              return Thread.currentThread();
            }
          }));
    }
    following.await();
    while (done.getCount() > 0) {
      hub.publish(NEWS);
    }
    assertThat(errands.get()).isGreaterThanOrEqualTo(followers);
    while (woken.stream().anyMatch(thread -> !thread.isDone())) {
      hub.publish(NEWS);
    }
    for (Future<Thread> thread : woken) {
      assertThat(thread.get().isVirtual()).isTrue();
    }
    assertThat(hub.followers()).isZero();
  }

  @ParameterizedTest
  @MethodSource
  void whatAnErrandThrowsIsThrownWhereTheFollowerWaits(Throwable planned) throws Exception {
    WakeTask broken =
        () -> {
          if (planned instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) planned;
        };
    int followers = 5;
    CountDownLatch following = new CountDownLatch(followers);
    CountDownLatch thrown = new CountDownLatch(followers);
    List<Future<Throwable>> failures = new ArrayList<>();
    for (int i = 0; i < followers; i++) {
      failures.add(
          threads.submit(() -> {
            try (TailFollower follower = hub.follow(KEY, CLIENT, Offset.START)) {
              long version = follower.version();
              following.countDown();
              Throwable failure = failureOf(broken, follower, version);
              thrown.countDown();
              thrown.await();
              return failure;
            }
          }));
    }
    following.await();
    while (thrown.getCount() > 0) {
      hub.publish(NEWS);
    }
    for (Future<Throwable> failure : failures) {
      assertThat(failure.get()).isSameAs(planned);
    }
  }

  static Stream<Throwable> whatAnErrandThrowsIsThrownWhereTheFollowerWaits() {
    return Stream.of(new IllegalStateException("broken"), new OutOfMemoryError("as planned"));
  }

  private static Throwable failureOf(WakeTask broken, TailFollower follower, long from)
      throws InterruptedException {
    long version = from;
    while (true) {
      try {
        follower.await(version, inAMinute(), broken);
        version = follower.version();
      } catch (IllegalStateException | OutOfMemoryError e) {
        return e;
      }
    }
  }

  /**
   * Work that a wake task left to the thread may be incomplete, and no other thread may continue
   * it.
   */
  @Test
  void aFollowerThatIsToBeCalledIsNotServedAgain() throws Exception {
    TailChannel channel = new TailChannel();
    AtomicInteger errands = new AtomicInteger();
    BlockingQueue<TailFollower> following = new LinkedBlockingQueue<>();
    FutureTask<Boolean> called =
        new FutureTask<>(() -> {
          TailFollower follower =
              new TailFollower(
                  hub, KEY, Thread.currentThread(), new FollowerProgress(1, CLIENT, Offset.START));
          follower.listen(channel);
          following.add(follower);
          return follower.await(
              0,
              inAMinute(),
              () -> {
                errands.incrementAndGet();
                return false;
              });
        });
    Thread thread = Thread.ofVirtual().start(called);
    TailFollower follower = following.take();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    channel.publish();
    assertThat(follower.serve()).isTrue();
    channel.publish();
    assertThat(follower.serve()).isFalse();
    follower.call();
    assertThat(called.get()).isTrue();
    assertThat(errands).hasValue(1);
  }

  @Test
  void aWaitEndsInTimeAndWhenTheServerStops() throws Exception {
    try (TailFollower follower = hub.follow(KEY, CLIENT, Offset.START)) {
      long soon = System.nanoTime() + 1_000_000;
      assertThat(follower.await(follower.version(), soon, () -> true)).isFalse();
      CountDownLatch following = new CountDownLatch(1);
      Future<Boolean> other =
          threads.submit(() -> {
            try (TailFollower waiting = hub.follow(KEY, CLIENT, Offset.START)) {
              long version = waiting.version();
              following.countDown();
              return waiting.await(version, inAMinute(), () -> true);
            }
          });
      following.await();
      hub.close();
      assertThat(other.get()).isTrue();
    }
  }

  @Test
  void aReaderIsDisconnectedWhileItWaits() throws Exception {
    BlockingQueue<TailFollower> following = new LinkedBlockingQueue<>();
    Future<Boolean> ended =
        threads.submit(() -> {
          try (TailFollower follower = hub.follow(KEY, CLIENT, Offset.START)) {
            follower.delivered(new Offset(0, 3), 42);
            following.add(follower);
            return follower.await(follower.version(), inAMinute(), () -> true)
                && follower.disconnected();
          }
        });
    following.take();
    FollowerProgress reader = hub.progress(KEY).getFirst();
    assertThat(reader.at()).isEqualTo(new Offset(0, 3));
    assertThat(reader.bytes()).isEqualTo(42);
    assertThat(hub.disconnect(KEY, reader.id() + 1)).isEmpty();
    assertThat(hub.disconnect(new StreamKey(8), reader.id())).isEmpty();
    assertThat(hub.disconnect(KEY, reader.id())).contains(reader);
    assertThat(ended.get()).isTrue();
    assertThat(hub.progress(KEY)).isEmpty();
  }

  /** A message may be a small part of the body that it came in, white space being the rest. */
  @Test
  void aWindowKeepsMessagesAndNotTheBodiesAroundThem() {
    byte[] body = new byte[1 << 20];
    body[0] = '1';
    try (TailFollower follower = hub.follow(KEY, CLIENT, Offset.START)) {
      hub.publish(
          List.of(
              new StreamChange.Appended(
                  KEY,
                  0,
                  MessageBatch.ofJson(body, 0, 1),
                  Tail.EMPTY.appended(1, 1, 1),
                  null,
                  StreamSeq.NONE,
                  Instant.EPOCH)));
      MessageBatch kept = follower.after(0).getFirst().batch().messages().getFirst();
      assertThat(kept.toByteArray()).containsExactly('1');
      assertThat(kept.array().length).isEqualTo(1);
    }
  }

  /** What a stream reader does, with a number in place of the messages. */
  @Test
  void nothingIsMissedAndNoFollowerIsServedTwiceAtOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("TailHubTest seed " + seed);
    int readers = 20;
    int end = 10_000;
    AtomicLong committed = new AtomicLong();
    BlockingQueue<Counting> following = new LinkedBlockingQueue<>();
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      Random random = new Random(seed + i);
      ends.add(
          threads.submit(() -> {
            try (TailFollower follower = hub.follow(KEY, CLIENT, Offset.START)) {
              Counting counting = new Counting(follower, committed, end, random);
              following.add(counting);
              counting.read();
              return null;
            }
          }));
    }
    List<Counting> all = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      all.add(following.take());
    }
    Random bursts = new Random(seed - 1);
    while (committed.get() < end) {
      for (int i = bursts.nextInt(4); i >= 0 && committed.get() < end; i--) {
        committed.incrementAndGet();
        hub.publish(NEWS);
      }
      awaitAll(all, committed.get());
    }
    for (Future<?> one : ends) {
      one.get();
    }
  }

  private static void awaitAll(List<Counting> all, long committed) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (all.stream().anyMatch(one -> one.position < committed)) {
      assertThat(System.nanoTime()).as("all of %d", committed).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Follower that reads up to the last commit, partly by wake tasks, some of which are refused. */
  private static final class Counting {
    private final TailFollower follower;
    private final AtomicLong committed;
    private final long end;
    private final Random random;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long position;

    Counting(TailFollower follower, AtomicLong committed, long end, Random random) {
      this.follower = follower;
      this.committed = committed;
      this.end = end;
      this.random = random;
    }

    void read() throws InterruptedException {
      while (position < end && !follower.stopping()) {
        long version = follower.version();
        if (position < committed.get()) {
          alone(() -> position = committed.get());
        } else {
          follower.await(version, inAMinute(), this::wakeTask);
        }
      }
    }

    /** The end is for the thread of the follower, and so is a quarter of the rest. */
    private boolean wakeTask() {
      AtomicBoolean done = new AtomicBoolean();
      alone(() -> {
        long seen = committed.get();
        for (int i = random.nextInt(1_000); i > 0; i--) {
          Thread.onSpinWait(); // long enough for a commit now and then
        }
        if (random.nextBoolean()) {
          position = seen;
        }
        done.set(position == seen && position < end && random.nextInt(4) > 0);
      });
      return done.get();
    }

    private void alone(Runnable step) {
      if (busy.getAndSet(true)) {
        throw new IllegalStateException("two at once");
      }
      step.run();
      busy.set(false);
    }
  }
}
