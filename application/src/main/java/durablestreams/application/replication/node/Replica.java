package durablestreams.application.replication.node;

import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.digest.PositionTasks;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.application.replication.encoding.ReplicaProgress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The store of this node, and how far it has applied the commit log. One thread at a time changes
 * it; any may wait for a position.
 */
final class Replica {

  /** Records without changes after which the progress is stored all the same. */
  private static final int UNSTORED = 1_000;

  private final ReplicaStore store;
  private final LogClock clock;
  private final PositionTasks tasks = new PositionTasks();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition applied = lock.newCondition();
  private volatile @Nullable ReplicaProgress progress;
  private volatile long position;
  private volatile int waiting;
  private int unstored;

  Replica(ReplicaStore store, LogClock clock) {
    this.store = store;
    this.clock = clock;
    reload();
  }

  /** Takes over what the store has, after a commit whose outcome is not known. */
  void reload() {
    progress = store.progress().map(ReplicaProgress::decode).orElse(null);
    ReplicaProgress known = progress;
    if (known != null) {
      clock.passed(known.at());
      position = known.position();
    }
  }

  /** How far the log is applied; {@code null} before the first record. */
  @Nullable ReplicaProgress progress() {
    return progress;
  }

  /** The position of the last record that is applied; 0 before the first. */
  long position() {
    return position;
  }

  /** What the thread that applies a record runs right behind it. */
  PositionTasks tasks() {
    return tasks;
  }

  /**
   * Stores a commit that counts. Where a change contradicts the state, the record has no effect:
   * every replica finds the same.
   *
   * @throws StaleStateException in that case; the progress is stored nevertheless
   */
  void store(Commit commit, ReplicaProgress next) {
    try {
      store.commit(commit.streams(), commit.subscriptions(), next.encode());
    } catch (StaleStateException e) {
      store.commit(List.of(), List.of(), next.encode());
      passed(next);
      throw e;
    }
    passed(next);
  }

  /** Passes a record that changes nothing. */
  void pass(ReplicaProgress next) {
    if (++unstored >= UNSTORED) {
      keep(next);
    } else {
      advance(next);
    }
  }

  /** Passes a record that changes nothing, and stores that. */
  void keep(ReplicaProgress next) {
    store.commit(List.of(), List.of(), next.encode());
    passed(next);
  }

  private void passed(ReplicaProgress next) {
    unstored = 0;
    advance(next);
  }

  private void advance(ReplicaProgress next) {
    clock.passed(next.at());
    progress = next;
    position = next.position();
    if (waiting > 0) {
      lock.lock();
      try {
        applied.signalAll();
      } finally {
        lock.unlock();
      }
    }
    tasks.passed(next.position());
  }

  /** Waits until the record at {@code wanted} is applied; false if it is not in time. */
  boolean await(long wanted, Duration time) throws InterruptedException {
    if (position >= wanted) {
      return true;
    }
    long left = time.toNanos();
    lock.lockInterruptibly();
    try {
      waiting++;
      while (position < wanted && left > 0) {
        left = applied.awaitNanos(left);
      }
      return position >= wanted;
    } finally {
      waiting--;
      lock.unlock();
    }
  }
}
