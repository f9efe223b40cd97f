package durablestreams.adapters.http.connection.waits;

import io.helidon.webserver.CloseConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The waits of one request, for news of its stream and for the client to take what is written,
 * which end early when the client is gone. An interrupt of a write may close the connection, so
 * that one ends with the connection only.
 *
 * <p>The thread of the request marks begin and end. In between, another thread may look whether the
 * client is still there, and ends the wait by an interrupt if it is not. The end of the wait comes
 * after the look, so what the look does to the connection is over by then.
 */
public final class LiveWait {

  private @Nullable Thread waiting;
  private @Nullable Thread writing;
  private boolean looking;
  private boolean gone;
  private boolean disconnected;

  /**
   * The calling thread begins to wait.
   *
   * @throws CloseConnectionException when the client is gone
   */
  public synchronized void begin() {
    checkPresent();
    waiting = Thread.currentThread();
  }

  /**
   * The calling thread waits no more.
   *
   * @throws CloseConnectionException when the client is gone
   */
  public synchronized void end() {
    boolean interrupted = false;
    while (looking) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    waiting = null;
    if (gone) {
      Thread.interrupted();
    }
    checkPresent();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The calling thread begins to write, and may wait for the client to take it.
   *
   * @throws CloseConnectionException when the client is gone
   */
  public synchronized void beginWrite() {
    checkPresent();
    writing = Thread.currentThread();
  }

  /**
   * The calling thread has written.
   *
   * @throws CloseConnectionException when the connection has ended
   */
  public synchronized void endWrite() {
    writing = null;
    if (disconnected) {
      Thread.interrupted();
      checkPresent();
    }
  }

  private void checkPresent() {
    if (gone) {
      throw new CloseConnectionException("the client is gone");
    }
  }

  /** Begins to look after the client during a wait; must be followed by {@link #endLook}. */
  public synchronized boolean beginLook() {
    looking = waiting != null && !gone;
    return looking;
  }

  public synchronized void endLook() {
    looking = false;
    notifyAll();
  }

  /**
   * The client is gone.
   *
   * @return whether the request did nothing but wait
   */
  public synchronized boolean leave() {
    gone = true;
    Thread thread = waiting;
    if (thread == null) {
      return false;
    }
    thread.interrupt();
    return true;
  }

  /** The connection has ended: nothing that is written is taken either. */
  public synchronized void leaveConnection() {
    leave();
    disconnected = true;
    if (writing != null) {
      writing.interrupt();
    }
  }
}
