package durablestreams.adapters.http.connection.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A wait of one thread for the peer, to read from it or to write to it, that a watchdog can end.
 *
 * <p>The thread marks begin and end. Between the two the watchdog may cut the wait: it interrupts
 * the thread, which closes the socket. Exactly one of end and cut takes the mark away, so a thread
 * that came back in time is never interrupted.
 */
public final class InterruptibleIo {

  private static final int NONE = 0;
  private static final int WAITING = 1;
  private static final int CUT = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(InterruptibleIo.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through STATE
  private int state;

  private long since;
  private @Nullable Thread thread;

  public void begin() {
    thread = Thread.currentThread();
    since = System.nanoTime();
    STATE.setRelease(this, WAITING);
  }

  public void end() {
    if (!STATE.compareAndSet(this, WAITING, NONE)) {
      throw new TimedOutException();
    }
  }

  /** When the wait that goes on now began, by {@link System#nanoTime}, or {@code now} without. */
  public long since(long now) {
    return (int) STATE.getAcquire(this) == WAITING ? since : now;
  }

  /** Ends the wait that goes on now, if there is one, and the connection with it. */
  public void cut() {
    cut(() -> {
      Thread waiting = thread;
      if (waiting != null) {
        waiting.interrupt();
      }
    });
  }

  /**
   * Ends the wait that goes on now, if there is one.
   *
   * @param wake makes the waiting thread come back
   */
  public void cut(Runnable wake) {
    if (STATE.compareAndSet(this, WAITING, CUT)) {
      wake.run();
    }
  }
}
