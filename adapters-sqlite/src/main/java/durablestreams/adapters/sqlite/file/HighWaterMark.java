package durablestreams.adapters.sqlite.file;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writer of the {@link MarkFile}, on a thread of its own: at most once a second, and only when
 * something was committed since. A commit stores one number.
 */
public final class HighWaterMark {

  private static final System.Logger LOG = System.getLogger(HighWaterMark.class.getName());
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final MarkFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ending = lock.newCondition();
  private volatile long reached;
  private LogMark written = new LogMark(0, 0, 0, 0, "");
  private volatile boolean begun;
  private boolean ended;
  private boolean failing;

  public HighWaterMark(MarkFile file) {
    this.file = file;
  }

  /** Writes a first mark, and goes on as a task of {@code executor} until {@link #end}. */
  public void begin(LogMark first, Executor executor) {
    lock.lock();
    try {
      reached = first.reached();
      write(first);
    } finally {
      lock.unlock();
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.WARNING, "No thread writes " + file.path(), e);
    }
  }

  /**
   * Makes sure that a mark of this server has replaced that of a clean stop; nothing is committed
   * before.
   */
  public void requireBegun() throws IOException {
    if (begun) {
      return;
    }
    lock.lock();
    try {
      LogMark next = written.after(written);
      file.write(next);
      written = next;
      begun = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes note of what was acknowledged; for the committing thread. */
  public void reached(long number) {
    reached = number;
  }

  public long reached() {
    return reached;
  }

  private void run() {
    lock.lock();
    try {
      while (!ended) {
        if (ending.awaitNanos(INTERVAL) <= 0 && reached != written.reached()) {
          write(written.reached(reached));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void write(LogMark mark) {
    LogMark next = mark.after(written);
    try {
      file.write(next);
      begun = true;
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} cannot be written, so a loss of the latest commits may not be noticed: {1}",
            file.path(),
            e.getMessage());
      }
      failing = true;
    }
    written = next;
  }

  /**
   * Ends the writing with one last mark.
   *
   * @param left the stamp of the database file after a clean stop, otherwise empty
   */
  public void end(String left) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        ending.signalAll();
        write(written.reached(reached).left(left));
      }
    } finally {
      lock.unlock();
    }
  }
}
