package durablestreams.application.tail;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The live end of one stream that has followers: a window on its last batches, and whom to wake.
 *
 * <p>The window is an immutable list that the lane replaces, so followers read it without a lock;
 * it is bounded, and who falls out of it at the back goes to storage. {@code version} grows with
 * everything that happens to the stream: a follower that finds nothing new at a version waits until
 * it has grown.
 */
final class TailChannel {

  private static final int WINDOW_BATCHES = 64;
  private static final long WINDOW_BYTES = 1L << 20;

  private final FollowerList followers = new FollowerList();
  private volatile List<TailBatch> window = List.of();
  private final AtomicBoolean announced = new AtomicBoolean();
  private volatile long version;

  /**
   * Takes what was committed; {@code null} when only the state of the stream changed. For the lane
   * only.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void publish(@Nullable TailBatch batch) {
    if (batch != null) {
      window = extended(window, batch);
    }
    version++;
  }

  private static List<TailBatch> extended(List<TailBatch> old, TailBatch batch) {
    long bytes = batch.bytes();
    int keepFrom = old.size();
    while (keepFrom > 0
        && old.size() - keepFrom < WINDOW_BATCHES - 1
        && (bytes += old.get(keepFrom - 1).bytes()) <= WINDOW_BYTES) {
      keepFrom--;
    }
    TailBatch[] next = new TailBatch[old.size() - keepFrom + 1];
    for (int i = keepFrom; i < old.size(); i++) {
      next[i - keepFrom] = old.get(i);
    }
    next[next.length - 1] = batch;
    return List.of(next);
  }

  long version() {
    return version;
  }

  List<TailBatch> window() {
    return window;
  }

  /** Wakes the threads of all followers. */
  void callAll() {
    for (TailFollower follower : followers.all()) {
      follower.call();
    }
  }

  /** Asks for a round of the couriers; false when one that has not begun will do. */
  boolean announce() {
    return !announced.getAndSet(true);
  }

  /** Begins a round: what is announced from now on needs another. */
  TailFollower[] begin() {
    announced.set(false);
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
