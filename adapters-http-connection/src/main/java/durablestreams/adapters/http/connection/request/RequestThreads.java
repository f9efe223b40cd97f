package durablestreams.adapters.http.connection.request;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve the requests of one HTTP/2 connection, within a {@link RequestLimit}.
 *
 * <p>A request beyond the limit gets no thread. The thread of the connection runs it at once, sees
 * that it {@link #refuses} it, and reads on when the refusal is written: so no request waits for
 * its turn in memory, and a client that sends faster than it is refused waits itself.
 *
 * <p>The thread of the connection takes a {@link RequestTurns turn} after each request that is
 * refused, and while many are served, after each that begins beside another of the connection.
 */
public final class RequestThreads extends AbstractExecutorService {

  private final ExecutorService threads;
  private final RequestLimit limit;
  private final AtomicInteger served = new AtomicInteger();
  private volatile @Nullable Thread refusing;

  public RequestThreads(ExecutorService threads, RequestLimit limit) {
    this.threads = threads;
    this.limit = limit;
  }

  @Override
  public void execute(Runnable request) {
    if (!enter()) {
      refuse(request);
      return;
    }
    boolean turn = served.get() > 1 && limit.isCrowded();
    boolean started = false;
    try {
      threads.execute(() -> {
        try {
          request.run();
        } finally {
          leave();
        }
      });
      started = true;
    } finally {
      if (!started) {
        leave();
      }
    }
    if (turn) {
      limit.turns().take();
    }
  }

  private boolean enter() {
    if (served.incrementAndGet() <= limit.servedOfOne() && limit.enter()) {
      return true;
    }
    served.decrementAndGet();
    return false;
  }

  private void leave() {
    served.decrementAndGet();
    limit.leave();
  }

  /** Helidon gives the thread the name of the request. */
  private void refuse(Runnable request) {
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    refusing = thread;
    try {
      request.run();
    } finally {
      refusing = null;
      thread.setName(name);
    }
    limit.turns().take();
  }

  /** Whether the request that the calling thread runs is to be refused. */
  public boolean refuses() {
    return refusing == Thread.currentThread();
  }

  @Override
  public void shutdown() {
    threads.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return threads.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
