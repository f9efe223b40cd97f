package durablestreams.application.sequencer;

import durablestreams.application.OverloadedException;
import durablestreams.application.UnavailableException;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.port.StreamStore;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sequencer of one lane: decides and commits all changes of streams one group at a time, so the
 * rules need no locks.
 *
 * <p>Callers queue an operation and park. The lane's thread takes the queued operations, up to a
 * limit, as one group. It never waits for more, so an idle server adds no latency and a busy one
 * forms larger groups. It is a platform thread, because a store may block its carrier.
 *
 * <p>Without contention each caller runs the lane on its own thread, because two thread hand-overs
 * would take longer than the commit. That blocks at most one carrier, for a small group. A caller
 * that arrives meanwhile wakes the lane's thread, which takes over.
 */
public final class StreamSequencer implements AutoCloseable {

  /**
   * Largest operation that a caller commits on its own thread, in bytes; for larger ones the
   * hand-over does not matter.
   */
  private static final long SMALL_BYTES = 64L << 10;

  /** Consecutive groups of one operation after which the lane counts as uncontended. */
  private static final int UNCONTENDED_GROUPS = 16;

  private final OperationQueue queue;
  private final SequencerLimits limits;
  private final LaneMetrics metrics;
  private final GroupCommitter committer;
  private final Preloader preloader;
  private final Thread lane;
  private final boolean sole;

  /** Held by the thread that runs the lane. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Consecutive groups of one operation; written only while {@code turn} is held. */
  private volatile int consecutiveSingletons = UNCONTENDED_GROUPS;

  private volatile boolean laneParked;

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
    this.limits = limits;
    this.queue = new OperationQueue(limits);
    this.metrics = new LaneMetrics(queue::size);
    this.sole = !store.shared();
    this.committer =
        new GroupCommitter(
            store, cache, tails, rotation, announces, listener, faults, clock, metrics);
    this.lane = Thread.ofPlatform().name("sequencer").daemon().unstarted(this::run);
    this.preloader = new Preloader(cache, clock);
    cache.recordDeadlinesBy(new DeadlineRecorder(this)::record);
    lane.start();
  }

  /**
   * Loads a stream before an operation on it is submitted, so that the lane need not.
   *
   * @return false if no stream holds the name
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
   * @return the keys that exist; streams that fail to load are skipped, and the first failure is
   *     logged
   */
  public List<StreamKey> preload(List<StreamKey> keys) {
    return preloader.load(keys);
  }

  /**
   * Submits {@code operation} and waits for its commit.
   *
   * @param bytes size of the body it carries
   * @throws OverloadedException if the queue is full
   * @throws RuntimeException if the store failed: the outcome of the operation is unknown
   */
  public <R> R submit(Operation<R> operation, long bytes, RequestTimings timings) {
    return await(queue.add(operation, bytes, timings != RequestTimings.OFF, true), timings);
  }

  private <R> R await(Reply<R> reply, RequestTimings timings) {
    if (reply.bytes() > SMALL_BYTES || !runHere()) {
      wake();
    }
    return reply.await(timings);
  }

  /** Whether this server alone changes the streams: what it does not hold is not there. */
  public boolean isSole() {
    return sole;
  }

  /** Returns if this server has the present state, for answers that do not come from the lane. */
  public void confirm() {
    if (!sole) {
      submit(batch -> true);
    }
  }

  /** Asks the lane what is here, which may be behind the present state; changes nothing. */
  public <R> R ask(Operation<R> question) {
    return await(queue.add(question, 0, false, false), RequestTimings.OFF);
  }

  /** Submits a small operation of the server itself and waits for its commit. */
  public <R> R submit(Operation<R> operation) {
    return submit(operation, 0, RequestTimings.OFF);
  }

  /**
   * As {@link #submit(Operation)}, but waits for {@code timeout} at most.
   *
   * @throws UnavailableException if it was not committed in time: it may be later, or never
   */
  public <R> R submit(Operation<R> operation, Duration timeout) {
    Reply<R> reply = queue.add(operation, 0, false, true);
    wake();
    if (!reply.await(timeout.toNanos())) {
      queue.withdraw(reply);
      throw new UnavailableException("the commit has taken longer than " + timeout);
    }
    return reply.result(RequestTimings.OFF);
  }

  /**
   * Queues an operation without waiting for its outcome.
   *
   * @return false if the queue is full; the operation is dropped
   */
  public boolean offer(Operation<?> operation) {
    try {
      queue.add(operation, 0, false, false);
    } catch (OverloadedException e) {
      return false;
    }
    wake();
    return true;
  }

  /**
   * Applies a commit that another server decided, on the caller's thread and between two groups.
   *
   * @param at when it was decided
   * @param storing stores the changes, and throws when it did not
   */
  public void apply(List<StreamChange> changes, Instant at, Runnable storing) {
    turn.lock();
    try {
      committer.apply(changes, at, storing);
    } finally {
      turn.unlock();
    }
  }

  /** Runs one group on the caller's thread if the lane is idle and uncontended. */
  private boolean runHere() {
    if (!limits.callersCommit()
        || consecutiveSingletons < UNCONTENDED_GROUPS
        || !laneParked
        || !turn.tryLock()) {
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

  /**
   * Sets the callback that gets the changes of every commit, also of one whose outcome is unknown.
   * It runs on the lane and must return at once.
   */
  public void watchedBy(Consumer<List<StreamChange>> watcher) {
    committer.watchedBy(watcher);
  }

  /** Counts of appends and commits. */
  public MetricSource metrics() {
    return metrics;
  }

  /** The reason for which commits fail at present; empty while they work. */
  public String problem() {
    return committer.problem();
  }

  /** Number of queued operations. */
  public int queued() {
    return queue.size();
  }

  private void run() {
    List<Reply<?>> group = new ArrayList<>();
    while (true) {
      turn.lock();
      try {
        runGroup(group);
        group.clear();
      } finally {
        turn.unlock();
      }
      // In this order: an operation that this check of the queue misses sees that the lane closes.
      boolean last = queue.isClosed();
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
    queue.take(group);
    if (!group.isEmpty()) {
      consecutiveSingletons =
          group.size() > 1 ? 0 : Math.min(consecutiveSingletons + 1, UNCONTENDED_GROUPS);
      committer.run(group);
    }
  }

  private void park() {
    laneParked = true;
    if (queue.isEmpty() && !queue.isClosed()) {
      LockSupport.park(this);
    }
    laneParked = false;
  }

  /** Rejects further operations, commits the queued ones, and ends the lane. */
  @Override
  public void close() {
    queue.close();
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
