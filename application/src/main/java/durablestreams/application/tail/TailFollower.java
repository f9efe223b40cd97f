package durablestreams.application.tail;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Follower of the live tail of a stream, for one reader. All methods except {@link #serve} and
 * {@link #call} are for the reader's thread.
 *
 * <p>To miss no event, take {@link #version()}, check the window and the committed state, and only
 * if neither has new data, {@link #await} a later version.
 */
public final class TailFollower implements AutoCloseable {

  /** Its thread is busy. */
  private static final int AWAKE = 0;

  /** Its thread waits. */
  private static final int WAITING = 1;

  /** Its thread waits while a fan-out worker runs its wake task. */
  private static final int SERVED = 2;

  private static final VarHandle TURN;

  static {
    try {
      TURN = MethodHandles.lookup().findVarHandle(TailFollower.class, "turn", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final TailHub hub;
  private final StreamKey key;
  private final Thread thread;
  private final FollowerProgress progress;
  private @Nullable TailChannel channel;
  private int slot = -1;

  @SuppressWarnings("unused") // through TURN
  private int turn = AWAKE;

  private @Nullable WakeTask wakeTask;
  private @Nullable Throwable failure;
  private List<TailBatch> held = List.of();
  private volatile long seen;
  private volatile boolean called;
  private volatile boolean disconnected;

  TailFollower(TailHub hub, StreamKey key, Thread thread, FollowerProgress progress) {
    this.hub = hub;
    this.key = key;
    this.thread = thread;
    this.progress = progress;
  }

  void listen(TailChannel registeredWith) {
    channel = registeredWith;
  }

  int slot() {
    return slot;
  }

  void slot(int place) {
    slot = place;
  }

  boolean registered() {
    return slot >= 0;
  }

  private TailChannel channel() {
    if (channel == null) {
      throw new IllegalStateException("not following");
    }
    return channel;
  }

  public long version() {
    return channel().version();
  }

  /** Whether the server is stopping, or an operator has disconnected the reader. */
  public boolean stopping() {
    return disconnected || hub.stopping();
  }

  /** Whether an operator has disconnected the reader. */
  public boolean disconnected() {
    return disconnected;
  }

  /** Ends the reader in order, from any thread. */
  void disconnect() {
    disconnected = true;
    call();
  }

  FollowerProgress progress() {
    return progress;
  }

  /**
   * Records a delivery, for operators.
   *
   * @param next the offset after it
   * @param bytes its payload
   */
  public void delivered(Offset next, long bytes) {
    progress.delivered(next, bytes);
  }

  /**
   * The batches from {@code position} on.
   *
   * @return empty if the window has nothing new, {@code null} if it begins after {@code position}:
   *     read from storage then
   */
  public @Nullable List<TailBatch> after(long position) {
    TailBatch last = channel().newest();
    if (last == null || last.to() <= position) {
      return List.of();
    }
    int count = 1;
    TailBatch first = last;
    for (TailBatch before = first.previous();
        first.from() > position && before != null;
        before = first.previous()) {
      first = before;
      count++;
    }
    if (first.from() > position) {
      return null;
    }
    return count == 1 ? List.of(last) : upTo(last, count);
  }

  /** The {@code count} batches up to {@code last}; fewer at the front where some are evicted. */
  private static List<TailBatch> upTo(TailBatch last, int count) {
    List<TailBatch> found = new ArrayList<>(count);
    TailBatch batch = last;
    for (int i = 0; i < count && batch != null; i++) {
      found.add(batch);
      batch = batch.previous();
    }
    Collections.reverse(found);
    return found;
  }

  /** Whether {@link #hold} is possible now. */
  public boolean mayHold() {
    return hub.mayHold();
  }

  /**
   * Keeps the bytes of batches leased until {@link #release}, because this follower is sending
   * them.
   *
   * @return false if they are no longer in the window, or too many bytes are held already: read
   *     from storage then
   */
  public boolean hold(List<TailBatch> batches) {
    if (!mayHold()) {
      return false;
    }
    for (int i = 0; i < batches.size(); i++) {
      if (!batches.get(i).hold()) {
        batches.subList(0, i).forEach(TailBatch::release);
        return false;
      }
    }
    held = batches;
    return true;
  }

  /** Ends {@link #hold}: what was sent is not needed any more. */
  public void release() {
    List<TailBatch> sent = held;
    held = List.of();
    for (int i = 0; i < sent.size(); i++) {
      sent.get(i).release();
    }
  }

  /**
   * Waits until something happened after {@code version}, the server stops, or {@code deadline} is
   * reached.
   *
   * @param deadline in the terms of {@link System#nanoTime()}
   * @param news wake task that another thread runs on a change, so that this one can continue to
   *     wait; {@code null} if this thread must be woken. Its exceptions are rethrown here.
   * @return whether this thread has work to do
   */
  public boolean await(long version, long deadline, @Nullable WakeTask news)
      throws InterruptedException {
    seen = version;
    wakeTask = news;
    called = false;
    TURN.setVolatile(this, WAITING);
    try {
      while (!called && version() == seen && !stopping()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException("the wait for news was ended");
        }
      }
      return true;
    } finally {
      awake();
    }
  }

  /** Waits for a worker that is running the wake task; this is short. */
  private void awake() {
    for (int tries = 0; !TURN.compareAndSet(this, WAITING, AWAKE); tries++) {
      if (tries < 10) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, 50_000);
      }
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /**
   * Runs the wake task of a waiting follower if there is a change that it has not seen. Work that a
   * wake task leaves to the follower's thread stays there: no other worker runs the task until the
   * thread was woken.
   *
   * @return whether its thread must be woken
   */
  boolean serve() {
    while (turn() == WAITING && version() != seen) {
      if (!TURN.compareAndSet(this, WAITING, SERVED)) {
        return false;
      }
      if (called) {
        TURN.setVolatile(this, WAITING);
        return false;
      }
      boolean done = false;
      long now = version();
      try {
        done = !stopping() && wakeTask != null && wakeTask.run();
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        if (done) {
          seen = now;
        }
        called = !done;
        TURN.setVolatile(this, WAITING);
      }
      if (!done) {
        return true;
      }
    }
    return false;
  }

  /** Wakes the thread, if it waits. */
  void call() {
    if (turn() != AWAKE) {
      LockSupport.unpark(thread);
    }
  }

  private int turn() {
    return (int) TURN.getVolatile(this);
  }

  @Override
  public void close() {
    release();
    hub.leave(this, key);
  }
}
