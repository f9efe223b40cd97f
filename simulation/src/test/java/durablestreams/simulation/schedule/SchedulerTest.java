package durablestreams.simulation.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Order, time and ends of simulated threads. */
@Timeout(60)
class SchedulerTest {

  private static final long MAX_STEPS = 10_000;

  private final SimulatedProcess process = new SimulatedProcess("test");

  private static Scheduler scheduler(long seed) {
    return new Scheduler(seed, Trace.hashOnly(), MAX_STEPS);
  }

  private List<String> orderOf(long seed) {
    List<String> order = new ArrayList<>();
    try (Scheduler scheduler = scheduler(seed)) {
      for (String name : List.of("a", "b", "c")) {
        scheduler.start(
            process,
            name,
            () -> {
              for (int i = 0; i < 5; i++) {
                order.add(name);
                scheduler.step();
              }
            });
      }
      scheduler.runUntil(() -> false);
    }
    return order;
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertThat(orderOf(1)).hasSize(15).isEqualTo(orderOf(1));
    assertThat(List.of(orderOf(2), orderOf(3), orderOf(4))).doesNotHaveDuplicates();
  }

  /** Whether a thread of one step comes after all 200 steps of another one. */
  private boolean isLast(long seed) {
    List<String> order = new ArrayList<>();
    try (Scheduler scheduler = scheduler(seed)) {
      scheduler.start(process, "short", () -> order.add("short"));
      scheduler.start(
          process,
          "long",
          () -> {
            for (int i = 0; i < 200; i++) {
              scheduler.step();
            }
            order.add("long");
          });
      scheduler.runUntil(() -> false);
    }
    return order.equals(List.of("long", "short"));
  }

  @Test
  void someSeedsLeaveOneThreadFarBehindTheOthers() {
    long rare = LongStream.range(0, 100).filter(this::isLast).count();
    assertThat(rare).isBetween(1L, 40L);
  }

  /** The steps that three threads, which never block, take of the first thousand. */
  private Map<String, Integer> stepsOf(long seed) {
    Map<String, Integer> steps = new TreeMap<>();
    try (Scheduler scheduler = scheduler(seed)) {
      for (String name : List.of("a", "b", "c")) {
        scheduler.start(
            new SimulatedProcess(name),
            name,
            () -> {
              while (true) {
                steps.merge(name, 1, Integer::sum);
                scheduler.step();
              }
            });
      }
      scheduler.runUntil(() -> scheduler.steps() == MAX_STEPS);
    }
    return steps;
  }

  @Test
  void noPolicyStarvesAThreadForGood() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(stepsOf(seed)).as("seed %d", seed).containsOnlyKeys("a", "b", "c");
    }
  }

  @Test
  void threadsStallInSomeRunsAndGoOn() {
    int stalled = 0;
    for (long seed = 0; seed < 20; seed++) {
      List<String> events = new ArrayList<>();
      try (Scheduler scheduler = new Scheduler(seed, new Trace(events::add, false), MAX_STEPS)) {
        Thread only =
            scheduler.start(
                process,
                "only",
                () -> {
                  for (int i = 0; i < 9_000; i++) {
                    scheduler.step();
                  }
                });
        scheduler.runUntil(() -> false);
        assertThat(only.isAlive()).isFalse();
        assertThat(events.isEmpty() || scheduler.threadsStall()).isTrue();
      }
      stalled += events.isEmpty() ? 0 : 1;
    }
    assertThat(stalled).isBetween(3, 17);
  }

  @Test
  void waitsTakeSimulatedTime() {
    try (Scheduler scheduler = scheduler(1)) {
      List<Long> woken = new ArrayList<>();
      scheduler.start(
          process,
          "sleeper",
          () -> {
            try {
              SimulatedRuntime.sleep(Duration.ofDays(10));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            woken.add(scheduler.now());
          });
      scheduler.runUntil(() -> false);
      assertThat(woken).hasSize(1);
      assertThat(Duration.ofNanos(woken.getFirst()).toDays()).isEqualTo(10);
    }
  }

  @Test
  void aTimedWaitEndsWithItsTimeOrItsSignal() {
    try (Scheduler scheduler = scheduler(1)) {
      ReentrantLock lock = new ReentrantLock();
      Condition condition = lock.newCondition();
      List<Boolean> inTime = new ArrayList<>();
      Runnable waiter =
          () -> {
            lock.lock();
            try {
              inTime.add(SimulatedRuntime.awaitNanos(condition, 1_000_000_000) > 0);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            } finally {
              lock.unlock();
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
          };
      scheduler.start(process, "late", waiter);
      scheduler.runUntil(() -> false);
      scheduler.start(process, "signalled", waiter);
      scheduler.after(
          500_000_000,
          null,
          () ->
              scheduler.start(
                  process,
                  "signaller",
                  () -> {
                    lock.lock();
                    condition.signal();
                    lock.unlock();
                  }));
      scheduler.runUntil(() -> false);
      assertThat(inTime).containsExactly(false, true);
    }
  }

  @Test
  void queuesOfTheJdkWorkBetweenThreads() {
    try (Scheduler scheduler = scheduler(7)) {
      BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
      List<Integer> taken = new ArrayList<>();
      scheduler.start(
          process,
          "giver",
          () -> {
            for (int i = 0; i < 100; i++) {
              uninterrupted(() -> queue.put(taken.size()));
            }
          });
      scheduler.start(
          process,
          "taker",
          () -> {
            for (int i = 0; i < 100; i++) {
              uninterrupted(() -> taken.add(queue.take()));
            }
          });
      scheduler.runUntil(() -> false);
      assertThat(taken).hasSize(100);
    }
  }

  private interface Interruptible {
    void run() throws InterruptedException;
  }

  private static void uninterrupted(Interruptible action) {
    try {
      action.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKilledProcessStopsBetweenTwoSteps() {
    try (Scheduler scheduler = scheduler(1)) {
      List<String> done = new ArrayList<>();
      scheduler.start(
          process,
          "killed",
          () -> {
            try {
              done.add("first");
              scheduler.step();
              done.add("second");
            } finally {
              done.add("cleaned up");
            }
          });
      scheduler.runUntil(() -> !done.isEmpty());
      scheduler.kill(process);
      assertThat(scheduler.runUntil(() -> false)).isFalse();
      assertThat(done).containsExactly("first");
    }
  }

  @Test
  void aMonitorIsHeldAcrossSteps() {
    try (Scheduler scheduler = scheduler(3)) {
      Object monitor = new Object();
      List<String> order = new ArrayList<>();
      for (String name : List.of("a", "b")) {
        scheduler.start(
            process,
            name,
            () -> {
              Monitors.enter(monitor);
              order.add(name);
              scheduler.step();
              order.add(name);
              Monitors.exit(monitor);
            });
      }
      scheduler.runUntil(() -> false);
      assertThat(order.get(0)).isEqualTo(order.get(1));
      assertThat(order.get(2)).isEqualTo(order.get(3));
    }
  }

  @Test
  void anExceptionThatLeavesAThreadEndsTheRun() {
    try (Scheduler scheduler = scheduler(1)) {
      scheduler.start(
          process,
          "failing",
          () -> {
            throw new IllegalStateException("a bug");
          });
      assertThatThrownBy(() -> scheduler.runUntil(() -> false))
          .isInstanceOf(SimulationFailedException.class)
          .hasMessageContaining("a bug");
    }
  }

  @Test
  void aRunThatNeverEndsIsEnded() {
    try (Scheduler scheduler = scheduler(1)) {
      scheduler.start(
          process,
          "spinning",
          () -> {
            while (true) {
              scheduler.step();
            }
          });
      assertThatThrownBy(() -> scheduler.runUntil(() -> false))
          .isInstanceOf(SimulationFailedException.class)
          .hasMessageContaining("did not end");
    }
  }
}
