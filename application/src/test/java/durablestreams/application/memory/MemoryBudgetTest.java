package durablestreams.application.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Share SHARE = Share.LARGE_BODIES;

  private final MemoryBudget budget = new MemoryBudget(1_000_000);
  private final long limit = budget.limit(SHARE);

  private Lease taken(long bytes) {
    return Objects.requireNonNull(budget.tryTake(SHARE, bytes), "no room");
  }

  @Test
  void sharesAddUpToTheWholeAtMost() {
    long sum = 0;
    for (Share share : Share.values()) {
      sum += budget.limit(share);
    }
    assertThat(sum).isEqualTo(budget.total());
    assertThat(MemoryBudget.ofHeap(1_000).total()).isEqualTo(600);
  }

  @Test
  void aShareLeasesUpToItsLimitAndNoMore() {
    try (Lease all = taken(limit)) {
      assertThat(budget.tryTake(SHARE, 1)).isNull();
      assertThat(all.grow(1)).isFalse();
      assertThat(budget.tryTake(Share.SMALL_APPENDS, 1)).isNotNull();
      all.shrinkTo(limit - 10);
      assertThat(all.grow(10)).isTrue();
    }
    assertThat(budget.used(SHARE)).isZero();
    ShareUse use = budget.use().get(SHARE.ordinal());
    assertThat(use).isEqualTo(new ShareUse(SHARE, limit, 0, limit, 2));
  }

  @Test
  void anExtensionEndsWithItsLease() {
    Share other = Share.MESSAGE_INDEXES;
    Lease lease = taken(10);
    lease.extend(other, 100, Duration.ZERO);
    lease.extend(other, budget.limit(other), Duration.ZERO);
    assertThat(budget.used(other)).isEqualTo(budget.limit(other));
    try (Lease second = taken(10)) {
      assertThatThrownBy(() -> second.extend(other, 1, Duration.ZERO))
          .isInstanceOf(InsufficientMemoryException.class);
      assertThatThrownBy(() -> second.extend(other, budget.limit(other) + 1, LONG))
          .isInstanceOf(ExceedsMemoryException.class);
    }
    lease.close();
    lease.close();
    assertThat(budget.used(other)).isZero();
    assertThat(budget.used(SHARE)).isZero();
  }

  @Test
  void closingTwiceGivesBackOnce() {
    Lease one = taken(10);
    Lease other = taken(20);
    one.close();
    one.close();
    assertThat(budget.used(SHARE)).isEqualTo(20);
    other.close();
  }

  @Test
  void wrongSizesAreRefused() {
    assertThatThrownBy(() -> budget.tryTake(SHARE, -1))
        .isInstanceOf(IllegalArgumentException.class);
    try (Lease lease = taken(10)) {
      assertThatThrownBy(() -> lease.shrinkTo(11)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new MemoryBudget(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatCanNeverFitIsRefusedAtOnce() throws InterruptedException {
    assertThat(budget.take(SHARE, limit + 1, LONG)).isNull();
  }

  @Test
  void aWaitEndsWithItsTime() throws InterruptedException {
    try (Lease all = taken(limit)) {
      assertThat(budget.take(SHARE, 1, Duration.ofMillis(5))).isNull();
      assertThat(all.bytes()).isEqualTo(limit);
    }
    taken(limit).close();
  }

  @Test
  void aWaitingThreadIsServedBeforeNewcomers() throws InterruptedException {
    Lease all = taken(limit);
    Waiting large = new Waiting(limit);
    large.awaitParked();
    all.shrinkTo(limit / 2);
    assertThat(budget.tryTake(SHARE, 1)).as("overtaking").isNull();
    all.close();
    assertThat(large.result()).isEqualTo(limit);
  }

  @Test
  void aWaitThatGivesUpLetsOthersPass() throws InterruptedException {
    Lease half = taken(limit / 2);
    Waiting large = new Waiting(limit);
    large.awaitParked();
    Waiting small = new Waiting(10);
    small.awaitParked();
    large.thread.interrupt();
    assertThat(large.result()).isEqualTo(-1);
    assertThat(small.result()).isEqualTo(10);
    half.close();
    assertThat(budget.used(SHARE)).isZero();
  }

  @Test
  void nothingIsLostWhateverTheOrder() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    List<Throwable> problems = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        RandomGenerator random = new java.util.SplittableRandom(seed + i);
        threads.submit(() -> {
          try {
            for (int round = 0; round < 2_000; round++) {
              long bytes = random.nextLong(limit);
              Lease lease =
                  random.nextBoolean()
                      ? budget.tryTake(SHARE, bytes)
                      : budget.take(SHARE, bytes, Duration.ofNanos(random.nextLong(200_000)));
              if (lease != null) {
                lease.shrinkTo(bytes / 2);
                lease.grow(bytes / 4);
                lease.close();
              }
            }
          } catch (Throwable e) {
            synchronized (problems) {
              problems.add(e);
            }
          }
        });
      }
    }
    assertThat(problems).as("seed %d", seed).isEmpty();
    assertThat(budget.used(SHARE)).as("seed %d", seed).isZero();
    taken(limit).close();
  }

  /** Thread that waits for a lease and closes it at once. */
  private final class Waiting {
    private final AtomicReference<@Nullable Long> got = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;

    Waiting(long bytes) {
      thread =
          Thread.ofPlatform()
              .start(() -> {
                try (Lease lease = budget.take(SHARE, bytes, LONG)) {
                  got.set(lease == null ? 0L : lease.bytes());
                } catch (InterruptedException e) {
                  got.set(-1L);
                } finally {
                  done.countDown();
                }
              });
    }

    void awaitParked() {
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }

    @Nullable Long result() throws InterruptedException {
      done.await();
      return got.get();
    }
  }
}
