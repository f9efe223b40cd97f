package durablestreams.application.background;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Loop of one background task on its own thread; it runs on a signal, and otherwise once per
 * interval.
 *
 * <p>A failed task is retried with exponential backoff of at most {@value #LONGEST_PAUSE_SECONDS}
 * seconds; a signal does not shorten the pause. Failures are logged once until the task succeeds
 * again. An OutOfMemoryError is handled the same way.
 */
public final class BackgroundLoop implements AutoCloseable {

  /** Work that is done in bounded pieces. */
  @FunctionalInterface
  public interface Work {

    /** Does one piece; returns whether there is more to do now. */
    boolean run() throws InterruptedException;
  }

  private static final System.Logger LOG = System.getLogger(BackgroundLoop.class.getName());
  private static final int LONGEST_PAUSE_SECONDS = 30;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final String name;
  private final Duration interval;
  private final Leadership leadership;
  private final Work work;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signalled = lock.newCondition();
  private final Condition passed = lock.newCondition();
  private boolean due;
  private long begunPasses;
  private long endedPasses;
  private volatile boolean closing;
  private volatile String problem = "";

  public BackgroundLoop(String name, Duration interval, Work work) {
    this(name, interval, Leadership.SOLE, work);
  }

  /** A loop whose work is done only while this server leads. */
  public BackgroundLoop(String name, Duration interval, Leadership leadership, Work work) {
    this.name = name;
    this.interval = interval;
    this.leadership = leadership;
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  public BackgroundLoop start() {
    thread.start();
    return this;
  }

  /** Requests a run soon. */
  public void signal() {
    lock.lock();
    try {
      due = true;
      signalled.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Requests a run, and waits until there is no more to do.
   *
   * @throws IllegalStateException when the work fails, or the loop has ended
   */
  public void complete() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long wanted = begunPasses + 1;
      due = true;
      signalled.signal();
      while (endedPasses < wanted) {
        if (closing) {
          throw new IllegalStateException(name + " has ended");
        }
        passed.await();
      }
    } finally {
      lock.unlock();
    }
    if (!problem.isEmpty()) {
      throw new IllegalStateException(name + " failed: " + problem);
    }
  }

  /** Reason of the current failure; empty if there is none. */
  public String problem() {
    return problem;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      begin();
      while (!closing) {
        try {
          boolean more = leadership.held() && work.run();
          recovered();
          pause = FIRST_PAUSE;
          if (!more) {
            end();
            await(interval, true);
          }
        } catch (RuntimeException | Error e) {
          failed(e);
          end();
          await(pause, false);
          pause = Duration.ofMillis(Math.min(pause.toMillis() * 2, LONGEST_PAUSE_SECONDS * 1_000L));
        }
      }
    } catch (InterruptedException e) {
      // closing
    } finally {
      end();
    }
  }

  private void begin() {
    lock.lock();
    try {
      begunPasses++;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a pass: a request that came before its beginning is fulfilled. */
  private void end() {
    lock.lock();
    try {
      endedPasses = begunPasses;
      passed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void recovered() {
    if (!problem.isEmpty()) {
      LOG.log(Level.INFO, "{0} works again", name);
      problem = "";
    }
  }

  private void failed(Throwable e) {
    if (closing || !leadership.held()) {
      return;
    }
    String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (problem.isEmpty()) {
      LOG.log(Level.WARNING, name + " failed and will be tried again: " + what);
      LOG.log(Level.DEBUG, name, e);
    }
    problem = what;
  }

  private void await(Duration time, boolean signalEndsIt) throws InterruptedException {
    long left = time.toNanos();
    lock.lock();
    try {
      while (left > 0 && !closing && !(signalEndsIt && due)) {
        left = signalled.awaitNanos(left);
      }
      due = false;
      begunPasses++;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the work: the running piece is interrupted, and waited for. */
  @Override
  public void close() {
    closing = true;
    signal();
    end();
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
