package durablestreams.application.tail;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Live tail of one followed stream: the window of its recent batches, and its followers.
 *
 * <p>The window is a linked list from the newest batch to the oldest, so followers walk it without
 * a lock; only {@link TailWindows} changes it. {@code version} grows with everything that happens
 * to the stream: a follower that finds nothing new at a version waits until it has grown.
 */
final class TailChannel {

  private final FollowerList followers = new FollowerList();
  private final AtomicBoolean announced = new AtomicBoolean();
  private volatile @Nullable TailBatch newest;
  private volatile long version;

  // guarded by the windows
  private @Nullable TailBatch oldest;
  private int batches;
  private long bytes;
  private boolean retired;

  /** Increments the version after a change of the stream. For the lane only. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void publish() {
    version++;
  }

  long version() {
    return version;
  }

  /**
   * The newest batch in the window, from which the older ones are linked; {@code null} if empty.
   */
  @Nullable TailBatch newest() {
    return newest;
  }

  @Nullable TailBatch oldest() {
    return oldest;
  }

  int batches() {
    return batches;
  }

  long bytes() {
    return bytes;
  }

  void append(TailBatch batch) {
    TailBatch last = newest;
    batch.previous(last);
    if (last == null) {
      oldest = batch;
    } else {
      last.next(batch);
    }
    batches++;
    bytes += batch.weight();
    newest = batch;
  }

  void grow(long more) {
    bytes += more;
  }

  void dropOldest() {
    TailBatch dropped = oldest;
    if (dropped == null) {
      throw new IllegalStateException("the window is empty");
    }
    TailBatch after = dropped.next();
    dropped.next(null);
    oldest = after;
    batches--;
    bytes -= dropped.weight();
    if (after == null) {
      newest = null;
    } else {
      after.previous(null);
    }
  }

  boolean isRetired() {
    return retired;
  }

  void retire() {
    retired = true;
  }

  /** Wakes the threads of all followers. */
  void callAll() {
    for (TailFollower follower : followers.all()) {
      follower.call();
    }
  }

  /** Requests a fan-out round; false if a round that has not begun covers this request. */
  boolean announce() {
    return !announced.getAndSet(true);
  }

  /** Begins a round: later requests need another one. */
  TailFollower[] begin() {
    announced.set(false);
    return followers.all();
  }

  TailFollower[] all() {
    return followers.all();
  }

  int followers() {
    return followers.size();
  }

  void add(TailFollower follower) {
    followers.add(follower);
  }

  boolean remove(TailFollower follower) {
    return followers.remove(follower);
  }

  boolean has(TailFollower follower) {
    return follower.registered();
  }
}
