package durablestreams.application.observe;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rate-limited, single-flight census of the store: counting takes at most a twentieth of one
 * thread, however often the numbers are asked for and however many rows there are.
 *
 * <p>A count runs on a thread of its own. Callers wait for it a short time, and then get the result
 * of the previous count; they also do if a count fails.
 *
 * @param <C> what is counted
 */
final class RecentCensus<C> {

  /** The pause after a count, as a multiple of what it took. */
  static final int PAUSE = 20;

  private final Supplier<C> count;
  private final Executor thread;
  private final LongSupplier nanos;
  private @Nullable C last;
  private @Nullable CompletableFuture<C> running;
  private long due;

  /**
   * @param thread runs a count, which may take long
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  RecentCensus(Supplier<C> count, Executor thread, LongSupplier nanos) {
    this.count = count;
    this.thread = thread;
    this.nanos = nanos;
    this.due = nanos.getAsLong();
  }

  /**
   * The numbers of the count that is under way or due, or of the one before.
   *
   * @param timeout maximum wait for a count if there are numbers already
   */
  C get(Duration timeout) {
    C known;
    CompletableFuture<C> counting;
    synchronized (this) {
      known = last;
      if (running == null && (known == null || nanos.getAsLong() - due >= 0)) {
        running = started();
      }
      counting = running;
    }
    if (known == null) {
      return first(counting);
    }
    return counting == null ? known : recent(counting, known, timeout);
  }

  private CompletableFuture<C> started() {
    CompletableFuture<C> result = new CompletableFuture<>();
    thread.execute(() -> count(result));
    return result;
  }

  private void count(CompletableFuture<C> result) {
    long start = nanos.getAsLong();
    C counted = null;
    Throwable problem = null;
    try {
      counted = count.get();
    } catch (RuntimeException | Error e) {
      problem = e;
    }
    synchronized (this) {
      long end = nanos.getAsLong();
      due = end + PAUSE * (end - start);
      last = counted == null ? last : counted;
      running = null;
    }
    if (problem == null) {
      result.complete(counted);
    } else {
      result.completeExceptionally(problem);
    }
  }

  private static <C> C first(@Nullable CompletableFuture<C> counting) {
    if (counting == null) {
      throw new IllegalStateException("there are no numbers and no count");
    }
    try {
      return counting.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static <C> C recent(CompletableFuture<C> counting, C known, Duration timeout) {
    try {
      return counting.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return known;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return known;
    }
  }
}
