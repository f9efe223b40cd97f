package durablestreams.application.sequencer;

import durablestreams.application.OverloadedException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue of the operations that wait for the lane. Any thread adds; the thread that runs the
 * lane takes groups.
 */
final class OperationQueue {

  private final ConcurrentLinkedQueue<Reply<?>> replies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final SequencerLimits limits;
  private volatile boolean closed;

  OperationQueue(SequencerLimits limits) {
    this.limits = limits;
  }

  /**
   * Adds an operation.
   *
   * @throws OverloadedException if the queue is full or closed
   */
  <R> Reply<R> add(Operation<R> operation, long bytes, boolean timed, boolean confirmed) {
    if (closed || size.get() >= limits.queuedOperations()) {
      throw new OverloadedException();
    }
    size.incrementAndGet();
    Reply<R> reply = new Reply<>(operation, bytes, timed, confirmed);
    replies.add(reply);
    if (closed && withdraw(reply)) {
      // The lane may have checked the queue for the last time before this operation was added.
      throw new OverloadedException();
    }
    return reply;
  }

  /** Removes an operation that is not taken yet; false if it is. */
  boolean withdraw(Reply<?> reply) {
    boolean removed = replies.remove(reply);
    if (removed) {
      size.decrementAndGet();
    }
    return removed;
  }

  /** Moves queued operations into {@code group}, up to the limits of a group. */
  void take(List<Reply<?>> group) {
    long bytes = 0;
    while (group.size() < limits.groupOperations() && bytes < limits.groupBytes()) {
      @Nullable Reply<?> next = replies.poll();
      if (next == null) {
        break;
      }
      bytes += next.bytes();
      try {
        group.add(next);
      } catch (OutOfMemoryError e) {
        size.decrementAndGet();
        next.complete(e);
        break;
      }
    }
    if (!group.isEmpty()) {
      int left = size.addAndGet(-group.size());
      assert left >= 0 : "more operations were taken than queued";
    }
  }

  boolean isEmpty() {
    return replies.isEmpty();
  }

  /** Number of queued operations. */
  int size() {
    return size.get();
  }

  /** Rejects further operations; the queued ones remain. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
