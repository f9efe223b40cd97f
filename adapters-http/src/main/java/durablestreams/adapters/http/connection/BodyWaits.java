package durablestreams.adapters.http.connection;

import io.helidon.webserver.CloseConnectionException;
import java.util.HashMap;
import java.util.Map;

/**
 * The threads that wait for the body of a request on an HTTP/2 connection.
 *
 * <p>Another thread reads the connection, and Helidon tells nobody when that one is done with it:
 * whoever waited for the rest of a body would wait for ever. So these threads are interrupted then.
 * Exactly those that wait: everything happens under one lock.
 */
final class BodyWaits {

  /** Bytes that a body must bring in each second, on average, once its first seconds are over. */
  static final long SLOWEST_BODY = 4_096;

  private static final long SECOND = 1_000_000_000;

  private final Map<Thread, Progress> waits = new HashMap<>();
  private boolean over;

  private static final class Progress {
    private final long began;
    private long moved;
    private long bytes;

    Progress(long now) {
      began = now;
      moved = now;
    }

    boolean isTooSlow(long now, long patience) {
      return now - moved > patience || now - began > allowed(patience, bytes);
    }
  }

  /** How long a body may have taken that brought so many bytes. */
  static long allowed(long patience, long bytes) {
    return patience + bytes * (SECOND / SLOWEST_BODY);
  }

  /** The calling thread begins to wait. */
  synchronized void begin() {
    if (over) {
      throw gone();
    }
    waits.put(Thread.currentThread(), new Progress(System.nanoTime()));
  }

  /** Some of what the calling thread waits for is there. */
  synchronized void moved(int count) {
    Progress progress = waits.get(Thread.currentThread());
    if (progress != null) {
      progress.moved = System.nanoTime();
      progress.bytes += count;
    }
  }

  /** The calling thread waits no more. */
  synchronized void end() {
    waits.remove(Thread.currentThread());
    if (over) {
      Thread.interrupted();
      throw gone();
    }
  }

  /** The connection is over, and so are all waits. */
  synchronized void endAll() {
    over = true;
    waits.keySet().forEach(Thread::interrupt);
  }

  /** Whether a body has stood still for too long, or is slower than any may be. */
  synchronized boolean areTooSlow(long now, long patience) {
    for (Progress progress : waits.values()) {
      if (progress.isTooSlow(now, patience)) {
        return true;
      }
    }
    return false;
  }

  private static CloseConnectionException gone() {
    return new CloseConnectionException("the client is gone");
  }
}
