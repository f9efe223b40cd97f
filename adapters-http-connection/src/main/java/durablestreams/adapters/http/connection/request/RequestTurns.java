package durablestreams.adapters.http.connection.request;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Throttle of the threads that read HTTP/2 connections: between two requests they take turns, in
 * order. Virtual threads give up a processor only when they wait, so hundreds of connections with
 * hundreds of requests each would keep every other request from running until all of theirs have
 * begun or are refused.
 *
 * <p>A turn is the shortest wait for a timer, after which the thread runs behind all that are ready
 * by then. {@link Thread#yield} does not achieve that: a carrier prefers the threads that yielded
 * on it, or were released on it, to those that wait for a socket or a commit.
 */
public final class RequestTurns {

  private final Semaphore turns;
  private final Runnable turn;

  /** Leaves a processor to other requests. */
  RequestTurns() {
    this(
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
        () -> LockSupport.parkNanos(1));
  }

  RequestTurns(int atOnce, Runnable turn) {
    this.turns = new Semaphore(atOnce, true);
    this.turn = turn;
  }

  /** Waits until the calling thread has had a turn. It holds nothing afterwards. */
  public void take() {
    turns.acquireUninterruptibly();
    try {
      turn.run();
    } finally {
      turns.release();
    }
  }
}
