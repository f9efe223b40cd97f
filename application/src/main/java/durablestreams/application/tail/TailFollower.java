package durablestreams.application.tail;

import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One reader at the live end of a stream. All methods but {@link #wake} are for the thread that
 * follows.
 *
 * <p>The way to miss nothing: take {@link #version()}, look at the window and at the committed
 * state, and only when neither has anything new, {@link #await} a version after that one.
 */
public final class TailFollower implements AutoCloseable {

  private final TailHub hub;
  private final StreamKey key;
  private final Thread thread;
  private @Nullable TailChannel channel;
  private int slot = -1;
  private volatile boolean parked;

  TailFollower(TailHub hub, StreamKey key, Thread thread) {
    this.hub = hub;
    this.key = key;
    this.thread = thread;
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

  /** Whether the server is stopping. */
  public boolean stopping() {
    return hub.stopping();
  }

  /**
   * The batches from {@code position} on.
   *
   * @return empty when the window has nothing new, {@code null} when it begins after {@code
   *     position}: then storage has what is missing
   */
  public @Nullable List<TailBatch> after(long position) {
    List<TailBatch> window = channel().window();
    int size = window.size();
    if (size == 0 || window.get(size - 1).to() <= position) {
      return List.of();
    }
    int first = size - 1;
    while (first > 0 && window.get(first).from() > position) {
      first--;
    }
    if (window.get(first).from() > position) {
      return null;
    }
    List<TailBatch> found = new ArrayList<>(size - first);
    for (int i = first; i < size; i++) {
      found.add(window.get(i));
    }
    return found;
  }

  /**
   * Waits until something happened after {@code seen}, the server stops, or {@code deadline} is
   * reached.
   *
   * @param deadline in the terms of {@link System#nanoTime()}
   * @return whether something happened
   */
  public boolean await(long seen, long deadline) throws InterruptedException {
    while (true) {
      parked = true;
      try {
        if (version() != seen || stopping()) {
          return true;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException("the wait for news was ended");
        }
      } finally {
        parked = false;
      }
    }
  }

  void wake() {
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void close() {
    hub.leave(this, key);
  }
}
