package durablestreams.benchmarks.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The generator's event loops, and the bounded waits of the thread that commands them. */
public final class LoopGroup implements AutoCloseable {

  private static final long POLL_NANOS = 200_000;

  private final List<EventLoop> loops = new ArrayList<>();

  /** Starts the given number of loops, one thread each. */
  public LoopGroup(int threads) {
    for (int i = 0; i < threads; i++) {
      loops.add(new EventLoop("generator-" + i));
    }
  }

  /** The loop that serves the connection with this number. */
  public EventLoop loop(int connection) {
    return of(loops, connection);
  }

  /** What belongs to the loop that serves the connection with this number. */
  public <T> T of(List<T> perLoop, int connection) {
    return perLoop.get(connection % loops.size());
  }

  /** One thing for each loop, in the order of {@link #loop}, so that no two threads share one. */
  public <T> List<T> perLoop(Supplier<T> supplier) {
    return Stream.generate(supplier).limit(loops.size()).toList();
  }

  /** Runs a task once on every loop and waits until all have run it. */
  public void onEach(Runnable task) {
    CountDownLatch done = new CountDownLatch(loops.size());
    for (EventLoop loop : loops) {
      loop.execute(() -> {
        task.run();
        done.countDown();
      });
    }
    try {
      if (!done.await(30, TimeUnit.SECONDS)) {
        check();
        throw new IllegalStateException("the load generator does not answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    check();
  }

  /** Waits until something holds; false when the time is up first. */
  public boolean await(BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      check();
      if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
        return condition.getAsBoolean();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Throws what stopped one of the loops, if anything did. */
  public void check() {
    loops.forEach(EventLoop::check);
  }

  @Override
  public void close() {
    loops.forEach(EventLoop::close);
  }
}
