package durablestreams.application.sequencer;

import durablestreams.application.OverloadedException;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.port.StreamStore;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lane: one at a time, everything that changes a stream is decided and committed here, so that no
 * rule ever needs a lock.
 *
 * <p>Callers queue an operation and park. The lane's thread takes whatever is queued, up to a
 * bound, as one group; it never waits for more, so an idle server adds no latency, and a busy one
 * makes larger groups by itself. It is a platform thread, because a store may block its carrier.
 *
 * <p>While callers come one at a time, each runs the lane itself: waking the lane's thread and
 * being woken by it would take longer than the disk. That blocks one carrier at most, for a small
 * group; whoever comes meanwhile wakes the lane's thread, which then goes on.
 */
public final class StreamSequencer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(StreamSequencer.class.getName());

  /** Rows that one piece of reclaiming removes at most. */
  private static final int RECLAIM_ROWS = 100;

  /** Bytes up to which a caller runs the lane itself; larger ones are work, and not hand-overs. */
  private static final long SMALL_BYTES = 64L << 10;

  /** Groups of one in a row after which callers are taken to come one at a time. */
  private static final int CALM_GROUPS = 16;

  private final ConcurrentLinkedQueue<Reply<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedOperations = new AtomicInteger();
  private final SequencerLimits limits;
  private final GroupCommitter committer;
  private final Preloader preloader;
  private final StreamStore store;
  private final ReclaimPace reclaimPace = new ReclaimPace(System.nanoTime());
  private final Thread lane;

  /** Held by whoever runs the lane. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Groups of one operation since the last larger one; written by whoever has the turn. */
  private volatile int loneGroups = CALM_GROUPS;

  private final AtomicBoolean recording = new AtomicBoolean();

  private volatile boolean laneParked;
  private volatile boolean closing;

  public StreamSequencer(
      StreamStore store,
      StreamCache cache,
      TailHub tails,
      RotationPolicy rotation,
      boolean announces,
      CommitListener listener,
      SequencerLimits limits,
      FaultPoints faults,
      InstantSource clock) {
    this.store = store;
    this.limits = limits;
    this.committer =
        new GroupCommitter(store, cache, tails, rotation, announces, listener, faults, clock);
    this.lane = Thread.ofPlatform().name("sequencer").daemon().unstarted(this::run);
    this.preloader = new Preloader(cache, clock);
    cache.recordDeadlinesBy(this::recordDeadlines);
    lane.start();
  }

  /**
   * Loads a stream before an operation on it is submitted, so that the lane need not.
   *
   * @return false when the name is not held by any stream
   */
  public boolean preload(StreamPath path) {
    return preloader.load(path);
  }

  /** Loads a stream, and the ancestors that its deletion looks at, like {@link #preload}. */
  public boolean preloadToDelete(StreamPath path) {
    return preloader.loadToDelete(path);
  }

  /**
   * Loads streams before an operation on them is submitted.
   *
   * @return those that exist; one that cannot be loaded is left out, and the first is logged
   */
  public List<StreamKey> preload(List<StreamKey> keys) {
    return preloader.load(keys);
  }

  /** Has deadlines written down that keep their streams from eviction; one call at a time. */
  private void recordDeadlines(List<StreamKey> keys) {
    if (recording.compareAndSet(false, true)
        && !offer(batch -> {
          recording.set(false);
          keys.forEach(batch::expire);
          return true;
        })) {
      recording.set(false);
    }
  }

  /**
   * Has {@code operation} decided and committed, and waits for that.
   *
   * @param bytes size of the body it carries
   * @throws OverloadedException when too much is waiting already
   * @throws RuntimeException when the store failed: nothing is known of the operation's fate
   */
  public <R> R submit(Operation<R> operation, long bytes, RequestTimings timings) {
    Reply<R> reply = enqueue(operation, bytes, timings != RequestTimings.OFF);
    if (bytes > SMALL_BYTES || !runHere()) {
      wake();
    }
    return reply.await(timings);
  }

  /** Has a small operation of the server itself decided and committed. */
  public <R> R submit(Operation<R> operation) {
    return submit(operation, 0, RequestTimings.OFF);
  }

  /**
   * Queues an operation without waiting for its outcome.
   *
   * @return false when too much is waiting; the operation is dropped then
   */
  public boolean offer(Operation<?> operation) {
    try {
      enqueue(operation, 0, false);
    } catch (OverloadedException e) {
      return false;
    }
    wake();
    return true;
  }

  private <R> Reply<R> enqueue(Operation<R> operation, long bytes, boolean timed) {
    if (closing || queuedOperations.get() >= limits.queuedOperations()) {
      throw new OverloadedException();
    }
    queuedOperations.incrementAndGet();
    Reply<R> reply = new Reply<>(operation, bytes, timed);
    queue.add(reply);
    if (closing && queue.remove(reply)) {
      // The lane may have looked for the last time before.
      queuedOperations.decrementAndGet();
      throw new OverloadedException();
    }
    return reply;
  }

  /** Runs one group on the caller's thread, if the lane is idle and callers come one at a time. */
  private boolean runHere() {
    if (loneGroups < CALM_GROUPS || !laneParked || !turn.tryLock()) {
      return false;
    }
    try {
      runGroup(new ArrayList<>(1));
    } finally {
      turn.unlock();
    }
    return true;
  }

  private void wake() {
    if (laneParked) {
      laneParked = false;
      LockSupport.unpark(lane);
    }
  }

  /** Asks the lane to give back space of the hot log, a piece now and then. */
  public void reclaimSoon() {
    reclaimPace.ask();
    wake();
  }

  /** Operations that wait now. */
  public int queued() {
    return queuedOperations.get();
  }

  private void run() {
    List<Reply<?>> group = new ArrayList<>();
    while (true) {
      turn.lock();
      try {
        runGroup(group);
        group.clear();
        if (reclaimPace.rest(System.nanoTime()) <= 0) {
          reclaim();
        }
      } finally {
        turn.unlock();
      }
      // In this order: whoever this look at the queue misses sees that the lane closes.
      boolean last = closing;
      if (queue.isEmpty()) {
        if (last) {
          return;
        }
        park();
      }
    }
  }

  private void runGroup(List<Reply<?>> group) {
    assert turn.isHeldByCurrentThread() : "one thread at a time runs the lane";
    take(group);
    if (!group.isEmpty()) {
      loneGroups = group.size() > 1 ? 0 : Math.min(loneGroups + 1, CALM_GROUPS);
      committer.run(group);
    }
  }

  private void take(List<Reply<?>> group) {
    long bytes = 0;
    while (group.size() < limits.groupOperations() && bytes < limits.groupBytes()) {
      @Nullable Reply<?> next = queue.poll();
      if (next == null) {
        break;
      }
      bytes += next.bytes();
      group.add(next);
    }
    if (!group.isEmpty()) {
      int left = queuedOperations.addAndGet(-group.size());
      assert left >= 0 : "more operations were taken than queued";
    }
  }

  private void reclaim() {
    long start = System.nanoTime();
    boolean more = false;
    reclaimPace.begin();
    try {
      more = store.reclaim(RECLAIM_ROWS);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "giving back space of the hot log failed", e);
    }
    reclaimPace.end(start, System.nanoTime(), more);
  }

  private void park() {
    laneParked = true;
    long rest = reclaimPace.rest(System.nanoTime());
    if (queue.isEmpty() && !closing && rest > 0) {
      LockSupport.parkNanos(this, rest);
    }
    laneParked = false;
  }

  /** Takes no more operations, commits those that are queued, and ends the lane. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(lane);
    boolean interrupted = false;
    while (lane.isAlive()) {
      try {
        lane.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    // A caller may still run its own group.
    turn.lock();
    turn.unlock();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
