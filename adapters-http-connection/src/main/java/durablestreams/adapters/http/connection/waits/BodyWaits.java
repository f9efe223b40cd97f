package durablestreams.adapters.http.connection.waits;

import io.helidon.webserver.CloseConnectionException;
import java.util.HashMap;
import java.util.Map;

/**
 * The threads that wait for the body of a request on an HTTP/2 connection.
 *
 * <p>Another thread reads the connection, and Helidon does not tell these threads when the
 * connection ends, nor does it limit their waits: so they are interrupted then. Exactly those that
 * wait: everything happens under one lock.
 */
public final class BodyWaits {

  private final Map<Thread, Progress> waits = new HashMap<>();
  private boolean over;

  private static final class Progress {
    private final long began;
    private final long limit;
    private long moved;
    private long bytes;
    private boolean timedOut;

    Progress(long now, long limit) {
      this.began = now;
      this.limit = limit;
      this.moved = now;
    }

    boolean isTooSlow(long now, long timeout, boolean scarce) {
      return now - began > limit
          || now - moved > BodyRate.stall(timeout, scarce)
          || now - began > BodyRate.allowed(timeout, bytes, scarce);
    }
  }

  /**
   * The calling thread begins to wait.
   *
   * @param limit how long the body may take in all, in nanoseconds
   */
  public synchronized void begin(long limit) {
    if (over) {
      throw gone();
    }
    waits.put(Thread.currentThread(), new Progress(System.nanoTime(), limit));
  }

  /** Some of what the calling thread waits for is there. */
  public synchronized void moved(int count) {
    Progress progress = waits.get(Thread.currentThread());
    if (progress != null) {
      progress.moved = System.nanoTime();
      progress.bytes += count;
    }
  }

  /** Whether the wait of the calling thread was ended because its body is too slow. */
  public synchronized boolean timedOut() {
    Progress progress = waits.get(Thread.currentThread());
    return progress != null && progress.timedOut;
  }

  /** The calling thread waits no more. */
  public synchronized void end() {
    Progress progress = waits.remove(Thread.currentThread());
    if (over || (progress != null && progress.timedOut)) {
      Thread.interrupted();
    }
    if (over) {
      throw gone();
    }
  }

  /** The connection is over, and so are all waits. */
  public synchronized void endAll() {
    over = true;
    waits.keySet().forEach(Thread::interrupt);
  }

  /** Ends the waits for bodies that have stood still for too long or are too slow. */
  public synchronized void endSlow(long now, long timeout, boolean scarce) {
    waits.forEach((thread, progress) -> {
      if (!progress.timedOut && progress.isTooSlow(now, timeout, scarce)) {
        progress.timedOut = true;
        thread.interrupt();
      }
    });
  }

  private static CloseConnectionException gone() {
    return new CloseConnectionException("the client is gone");
  }
}
