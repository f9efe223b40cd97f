package durablestreams.application.observe;

import durablestreams.application.port.StreamDirectory.Census;
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
 */
final class RecentCensus {

  /** The pause after a count, as a multiple of what it took. */
  static final int PAUSE = 20;

  private static final long PATIENCE_MILLIS = 200;

  private final Supplier<Census> count;
  private final Executor thread;
  private final LongSupplier nanos;
  private @Nullable Census last;
  private @Nullable CompletableFuture<Census> running;
  private long due;

  /**
   * @param thread runs a count, which may take long
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  RecentCensus(Supplier<Census> count, Executor thread, LongSupplier nanos) {
    this.count = count;
    this.thread = thread;
    this.nanos = nanos;
    this.due = nanos.getAsLong();
  }

  Census get() {
    Census known;
    CompletableFuture<Census> counting;
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
    return counting == null ? known : recent(counting, known);
  }

  private CompletableFuture<Census> started() {
    CompletableFuture<Census> result = new CompletableFuture<>();
    thread.execute(() -> count(result));
    return result;
  }

  private void count(CompletableFuture<Census> result) {
    long start = nanos.getAsLong();
    Census counted = null;
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

  private static Census first(@Nullable CompletableFuture<Census> counting) {
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

  private static Census recent(CompletableFuture<Census> counting, Census known) {
    try {
      return counting.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return known;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return known;
    }
  }
}
