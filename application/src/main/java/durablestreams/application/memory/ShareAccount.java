package durablestreams.application.memory;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Account of one share: bytes in use, and a FIFO queue of threads that wait for room.
 *
 * <p>Without waiting threads, leasing and returning is one atomic operation. With waiting threads,
 * {@link #tryTake} fails, so a large request is not overtaken by small ones until its time is up.
 */
final class ShareAccount {

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();
  private final LongAdder refused = new LongAdder();
  private final ArrayDeque<Waiter> queue = new ArrayDeque<>();
  private volatile int waiting;

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final long bytes;
    private volatile boolean granted;

    Waiter(long bytes) {
      this.bytes = bytes;
    }
  }

  ShareAccount(long limit) {
    this.limit = limit;
  }

  static ShareAccount empty() {
    return new ShareAccount(0);
  }

  boolean tryTake(long bytes) {
    if ((waiting == 0 || bytes == 0) && reserve(bytes)) {
      return true;
    }
    refused.increment();
    return false;
  }

  /** Takes the bytes within {@code nanos}; bytes beyond the limit of the share never fit. */
  boolean take(long bytes, long nanos) throws InterruptedException {
    if (waiting == 0 && reserve(bytes)) {
      return true;
    }
    if (bytes > limit || nanos <= 0) {
      refused.increment();
      return false;
    }
    Waiter waiter = new Waiter(bytes);
    synchronized (queue) {
      queue.add(waiter);
      waiting = queue.size();
      grant();
    }
    try {
      await(waiter, System.nanoTime() + nanos);
    } catch (InterruptedException e) {
      if (!leave(waiter)) {
        give(bytes);
      }
      throw e;
    }
    if (leave(waiter)) {
      refused.increment();
      return false;
    }
    return true;
  }

  private void await(Waiter waiter, long deadline) throws InterruptedException {
    while (!waiter.granted) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException("the wait for memory was interrupted");
      }
    }
  }

  /** Leaves the queue; false when the bytes were granted before. */
  private boolean leave(Waiter waiter) {
    synchronized (queue) {
      boolean left = queue.remove(waiter);
      grant();
      return left;
    }
  }

  void give(long bytes) {
    if (bytes == 0) {
      return;
    }
    long left = used.addAndGet(-bytes);
    assert left >= 0 : "more was given back than taken";
    if (waiting > 0) {
      synchronized (queue) {
        grant();
      }
    }
  }

  /** Serves waiting threads from the front, while there is room. Callers hold the lock. */
  private void grant() {
    for (Waiter next = queue.peek(); next != null && reserve(next.bytes); next = queue.peek()) {
      queue.remove();
      next.granted = true;
      LockSupport.unpark(next.thread);
    }
    waiting = queue.size();
  }

  private boolean reserve(long bytes) {
    long now = used.get();
    while (bytes <= limit - now) {
      if (used.compareAndSet(now, now + bytes)) {
        notePeak(now + bytes);
        return true;
      }
      now = used.get();
    }
    return false;
  }

  private void notePeak(long reached) {
    if (reached > peak.get()) {
      peak.accumulateAndGet(reached, Math::max);
    }
  }

  long limit() {
    return limit;
  }

  long used() {
    return used.get();
  }

  ShareUse use(Share share) {
    return new ShareUse(share, limit, used.get(), peak.get(), refused.sum());
  }
}
