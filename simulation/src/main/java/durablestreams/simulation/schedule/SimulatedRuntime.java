package durablestreams.simulation.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replacements that woven classes call instead of methods of the JDK that read the time, wait for
 * some time, or start threads. Each method has the name and the parameters of the one that it
 * replaces, with the receiver first.
 */
public final class SimulatedRuntime {

  /** The reciprocal of the part of the places where threads could race that are steps. */
  private static final int PAUSES = 12;

  private SimulatedRuntime() {}

  private interface Wait {
    void run() throws InterruptedException;
  }

  /** A place where another thread could come between: sometimes a step. */
  public static void pause() {
    Scheduler.current().stepOnceIn(PAUSES);
  }

  public static long nanoTime() {
    return Scheduler.current().now();
  }

  public static ThreadBuilder ofPlatform() {
    return new ThreadBuilder();
  }

  public static ExecutorService newVirtualThreadPerTaskExecutor() {
    return Executors.newThreadPerTaskExecutor(new ThreadBuilder().name("task-", 0).factory());
  }

  public static void sleep(long millis) throws InterruptedException {
    sleep(Duration.ofMillis(millis));
  }

  public static void sleep(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long end = nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - nanoTime()) {
      parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  public static void parkNanos(Object blocker, long nanos) {
    parkNanos(nanos);
  }

  public static void parkNanos(long nanos) {
    if (nanos <= 0) {
      return;
    }
    Scheduler scheduler = Scheduler.current();
    Thread thread = Thread.currentThread();
    Timer timer =
        scheduler.after(nanos, scheduler.runningProcess(), () -> LockSupport.unpark(thread));
    LockSupport.park();
    scheduler.cancel(timer);
  }

  public static void unpark(Thread thread) {
    pause();
    LockSupport.unpark(thread);
    pause();
  }

  // A concurrent map holds a monitor of the JDK while it calls the function.

  public static @Nullable Object compute(
      Map<Object, Object> map, Object key, BiFunction<Object, @Nullable Object, Object> function) {
    return Scheduler.current().atomically(() -> map.compute(key, function));
  }

  public static @Nullable Object computeIfAbsent(
      Map<Object, Object> map, Object key, Function<Object, Object> function) {
    return Scheduler.current().atomically(() -> map.computeIfAbsent(key, function));
  }

  public static @Nullable Object computeIfPresent(
      Map<Object, Object> map, Object key, BiFunction<Object, Object, Object> function) {
    return Scheduler.current().atomically(() -> map.computeIfPresent(key, function));
  }

  public static @Nullable Object merge(
      Map<Object, Object> map,
      Object key,
      Object value,
      BiFunction<Object, Object, Object> function) {
    return Scheduler.current().atomically(() -> map.merge(key, value, function));
  }

  public static void lock(ReentrantLock lock) {
    pause();
    lock.lock();
  }

  public static void unlock(ReentrantLock lock) {
    lock.unlock();
    pause();
  }

  public static long awaitNanos(Condition condition, long nanos) throws InterruptedException {
    long end = nanoTime() + nanos;
    within(nanos, condition::await);
    return end - nanoTime();
  }

  public static void join(Thread thread, long millis) throws InterruptedException {
    within(TimeUnit.MILLISECONDS.toNanos(millis), thread::join);
  }

  public static List<Runnable> shutdownNow(ExecutorService executor) {
    return Scheduler.current().inOrder(executor::shutdownNow);
  }

  public static boolean awaitTermination(ExecutorService executor, long time, TimeUnit unit)
      throws InterruptedException {
    within(
        unit.toNanos(time), () -> executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    return executor.isTerminated();
  }

  public static Object get(CompletableFuture<?> future, long time, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    CountDownLatch done = new CountDownLatch(1);
    future.whenComplete((result, problem) -> done.countDown());
    within(unit.toNanos(time), done::await);
    if (!future.isDone()) {
      throw new TimeoutException();
    }
    return future.get();
  }

  /** Waits at most that long: a timer interrupts the wait, and is told apart from others. */
  private static void within(long nanos, Wait wait) throws InterruptedException {
    Scheduler scheduler = Scheduler.current();
    Thread thread = Thread.currentThread();
    Timer timer = scheduler.after(nanos, scheduler.runningProcess(), thread::interrupt);
    try {
      wait.run();
    } catch (InterruptedException e) {
      if (!timer.fired()) {
        throw e;
      }
    } finally {
      scheduler.cancel(timer);
      if (timer.fired()) {
        Thread.interrupted();
      }
    }
  }
}
