package durablestreams.application.background;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A piece of background work with a thread of its own: it runs when it is signalled, and every
 * interval without that.
 *
 * <p>Work that fails is tried again, after twice the pause each time up to {@value
 * #LONGEST_PAUSE_SECONDS} seconds; a signal does not shorten that pause. Failures are logged once
 * until the work succeeds again. Memory that ran out is such a failure.
 */
public final class BackgroundLoop implements AutoCloseable {

  /** Work that is done in bounded pieces. */
  @FunctionalInterface
  public interface Work {

    /** Does a piece, and says whether there is more to do at once. */
    boolean run() throws InterruptedException;
  }

  private static final int LONGEST_PAUSE_SECONDS = 30;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final String name;
  private final Duration interval;
  private final Work work;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signalled = lock.newCondition();
  private boolean due;
  private volatile boolean closing;
  private volatile String problem = "";

  public BackgroundLoop(String name, Duration interval, Work work) {
    this.name = name;
    this.interval = interval;
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  public BackgroundLoop start() {
    thread.start();
    return this;
  }

  /** Has the work run soon. */
  public void signal() {
    lock.lock();
    try {
      due = true;
      signalled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Why the work fails at present; empty while it does not. */
  public String problem() {
    return problem;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!closing) {
        try {
          boolean more = work.run();
          recovered();
          pause = FIRST_PAUSE;
          if (!more) {
            await(interval, true);
          }
        } catch (RuntimeException | Error e) {
          failed(e);
          await(pause, false);
          pause = Duration.ofMillis(Math.min(pause.toMillis() * 2, LONGEST_PAUSE_SECONDS * 1_000L));
        }
      }
    } catch (InterruptedException e) {
      // closing
    }
  }

  private void recovered() {
    if (!problem.isEmpty()) {
      log().log(Level.INFO, "{0} works again", name);
      problem = "";
    }
  }

  private void failed(Throwable e) {
    if (closing) {
      return;
    }
    String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (problem.isEmpty()) {
      log().log(Level.WARNING, name + " failed and will be tried again: " + what);
      log().log(Level.DEBUG, name, e);
    }
    problem = what;
  }

  private static System.Logger log() {
    return System.getLogger(BackgroundLoop.class.getName());
  }

  private void await(Duration time, boolean signalEndsIt) throws InterruptedException {
    long left = time.toNanos();
    lock.lock();
    try {
      while (left > 0 && !closing && !(signalEndsIt && due)) {
        left = signalled.awaitNanos(left);
      }
      due = false;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the work: the running piece is interrupted, and waited for. */
  @Override
  public void close() {
    closing = true;
    signal();
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
