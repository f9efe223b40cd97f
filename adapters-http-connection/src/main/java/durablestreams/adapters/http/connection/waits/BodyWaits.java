package durablestreams.adapters.http.connection.waits;

import io.helidon.webserver.CloseConnectionException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The threads that wait for the body of a request on an HTTP/2 connection.
 *
 * <p>Another thread reads the connection, and Helidon does not tell these threads when the
 * connection ends, nor does it limit their waits: so they are interrupted then. Exactly those that
 * wait: everything happens under one lock.
 */
public final class BodyWaits {

  private final LongSupplier clock;
  private final Map<Thread, Progress> waits = new HashMap<>();
  private boolean over;

  public BodyWaits() {
    this(System::nanoTime);
  }

  BodyWaits(LongSupplier clock) {
    this.clock = clock;
  }

  /** Progress of one body, over all waits for its pieces. */
  public static final class Progress {
    private final long limit;
    private long waited;
    private long began;
    private long moved;
    private long bytes;
    private boolean timedOut;

    /**
     * @param limit how long the waits may take in all, in nanoseconds
     */
    public Progress(long limit) {
      this.limit = limit;
    }

    private void begin(long now) {
      began = now;
      moved = now;
    }

    private void end(long now) {
      waited += now - began;
    }

    private boolean isTooSlow(long now, long timeout, boolean scarce) {
      long taken = waited + now - began;
      return taken > limit
          || now - moved > BodyRate.stall(timeout, scarce)
          || taken > BodyRate.allowed(timeout, bytes, scarce);
    }
  }

  /** The calling thread begins to wait for some of a body, or for all of it. */
  public synchronized void begin(Progress progress) {
    if (over) {
      throw gone();
    }
    progress.begin(clock.getAsLong());
    waits.put(Thread.currentThread(), progress);
  }

  /** Some of what the calling thread waits for is there. */
  public synchronized void moved(int count) {
    Progress progress = waits.get(Thread.currentThread());
    if (progress != null && count > 0) {
      progress.moved = clock.getAsLong();
      progress.bytes += count;
    }
  }

  /** Whether the wait of the calling thread was ended because its body is too slow. */
  public synchronized boolean timedOut() {
    Progress progress = waits.get(Thread.currentThread());
    return progress != null && progress.timedOut;
  }

  /**
   * The calling thread waits no more.
   *
   * @throws CloseConnectionException when the connection has ended in the meantime
   */
  public synchronized void end() {
    Progress progress = waits.remove(Thread.currentThread());
    if (progress != null) {
      progress.end(clock.getAsLong());
    }
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
