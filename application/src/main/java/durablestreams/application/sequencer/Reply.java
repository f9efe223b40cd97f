package durablestreams.application.sequencer;

import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.port.StoreFailedException;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Queued operation with its result, and the thread that waits for it.
 *
 * <p>The lane writes the result and then {@code done}; the waiting thread reads them in the other
 * order.
 */
final class Reply<R> {

  private final Operation<R> operation;
  private final long bytes;
  private final Thread caller;
  private final boolean timed;
  private final boolean confirmed;
  private final long queuedAt;
  private long decidedAt;
  private long doneAt;
  private @Nullable R decided;
  private @Nullable Throwable failure;
  private volatile boolean done;

  /**
   * @param confirmed whether the answer has to be that of the present state, even if it changes
   *     nothing
   */
  Reply(Operation<R> operation, long bytes, boolean timed, boolean confirmed) {
    this.operation = operation;
    this.bytes = bytes;
    this.caller = Thread.currentThread();
    this.timed = timed;
    this.confirmed = confirmed;
    this.queuedAt = System.nanoTime();
  }

  long bytes() {
    return bytes;
  }

  long queuedAt() {
    return queuedAt;
  }

  /**
   * On the lane: decides, or keeps the failure. Exceptions of the operation do not leave this
   * method.
   */
  void decide(Batch batch) {
    decidedAt = timed ? System.nanoTime() : 0;
    failure = null;
    batch.begin();
    try {
      decided = operation.decide(batch);
    } catch (RuntimeException | Error e) {
      batch.undo();
      failure = e;
    }
  }

  /** On the lane: undoes the decision, and fails the operation if it had decided on changes. */
  void refuse(Batch batch, Throwable cause) {
    if (batch.changed()) {
      batch.undo();
      failure = cause;
    }
  }

  /** On the lane: whether the decision needs the store's confirmation, or a commit. */
  boolean needsConfirmation() {
    return confirmed && failure == null;
  }

  /** On the lane: completes the reply with the decision or with the failure. */
  void complete(@Nullable Throwable problem) {
    if (failure == null) {
      failure = problem;
    }
    doneAt = timed ? System.nanoTime() : 0;
    done = true;
    LockSupport.unpark(caller);
  }

  /**
   * Waits for the commit. An interrupt does not end the wait, because the commit happens anyway;
   * the interrupt status is restored afterwards.
   */
  R await(RequestTimings timings) {
    boolean interrupted = false;
    while (!done) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result(timings);
  }

  /** As {@link #await(RequestTimings)}, for {@code nanos} at most; whether there is a result. */
  boolean await(long nanos) {
    long start = System.nanoTime();
    long left = nanos;
    boolean interrupted = false;
    while (!done && left > 0) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
      left = nanos - (System.nanoTime() - start);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return done;
  }

  /** The result, once there is one. */
  R result(RequestTimings timings) {
    if (timed) {
      timings.add(Phase.QUEUE, queuedAt, decidedAt);
      timings.add(Phase.COMMIT, decidedAt, doneAt);
    }
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure != null) {
      throw new StoreFailedException("the commit failed: " + failure, failure);
    }
    return Objects.requireNonNull(decided);
  }
}
