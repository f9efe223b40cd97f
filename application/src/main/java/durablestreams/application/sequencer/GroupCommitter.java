package durablestreams.application.sequencer;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamStore;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.RotationPolicy;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: decides a group of operations, commits what they decided in one transaction, and
 * completes their replies after that.
 *
 * <p>Order: decide all, commit, make the states visible to readers, publish to the tail, complete
 * the replies. An operation that throws while it is decided fails alone: what it decided is undone,
 * and the others are decided as if it had not been there. When the commit fails, nothing of the
 * group is visible, and every caller of the group gets the failure; a producer's retry is safe. The
 * group is undone if the store refused it as a whole, which keeps deadlines that only memory knows;
 * otherwise every stream that it touched is read again from the store. An OutOfMemoryError is
 * handled the same way; the sequencer thread survives. When commits keep failing, a {@link
 * CommitBreaker} refuses them for a while.
 *
 * <p>A commit that fails because of one stream, which is stale or damaged, is no failure of the
 * store: the group is decided again from what is stored, where a damaged stream fails its own
 * operations only. If that does not help, each operation is committed by itself.
 */
final class GroupCommitter {

  private static final System.Logger LOG = System.getLogger(GroupCommitter.class.getName());

  private final StreamStore store;
  private final StreamCache cache;
  private final TailHub tails;
  private final StreamKeys keys;
  private final RotationPolicy rotation;
  private final boolean announces;
  private final CommitListener listener;
  private final FaultPoints faults;
  private final InstantSource clock;
  private final LaneMetrics metrics;
  private final CommitBreaker breaker = new CommitBreaker();
  private volatile @Nullable Consumer<List<StreamChange>> watcher;

  GroupCommitter(
      StreamStore store,
      StreamCache cache,
      TailHub tails,
      RotationPolicy rotation,
      boolean announces,
      CommitListener listener,
      FaultPoints faults,
      InstantSource clock,
      LaneMetrics metrics) {
    this.store = store;
    this.cache = cache;
    this.tails = tails;
    this.keys = new StreamKeys(store.highestKey());
    this.rotation = rotation.withFloor(store.segmentFloor());
    this.announces = announces;
    this.listener = listener;
    this.faults = faults;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Sets what is called on the lane with the changes of every commit, once they are durable or may
   * be.
   */
  void watchedBy(Consumer<List<StreamChange>> newWatcher) {
    watcher = newWatcher;
  }

  /** Runs a group and completes its replies, whatever fails. */
  void run(List<Reply<?>> group) {
    Throwable problem;
    try {
      metrics.began(group);
      problem = attemptTwice(group);
    } catch (RuntimeException | Error e) {
      problem = e;
    }
    boolean apart = group.size() > 1 && isOfOneStream(problem);
    for (Reply<?> reply : group) {
      reply.complete(apart ? attemptAlone(reply) : problem);
    }
  }

  private @Nullable Throwable attemptTwice(List<Reply<?>> group) {
    Throwable problem = attempt(group);
    if (isOfOneStream(problem)) {
      // What memory held was wrong, and was evicted.
      problem = attempt(group);
      if (isOfOneStream(problem)) {
        LOG.log(Level.WARNING, "A commit failed twice because of one stream: " + problem);
      }
    }
    return problem;
  }

  private @Nullable Throwable attemptAlone(Reply<?> reply) {
    try {
      return attemptTwice(List.of(reply));
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private static boolean isOfOneStream(@Nullable Throwable problem) {
    return problem instanceof StaleStateException || problem instanceof DamagedDataException;
  }

  private @Nullable Throwable attempt(List<Reply<?>> group) {
    Batch batch = new Batch(cache, keys, rotation, announces, clock.instant());
    try {
      decide(group, batch);
      if (!batch.changes().isEmpty()) {
        commit(batch, group.size());
      } else {
        confirm(group, batch);
      }
      return null;
    } catch (RuntimeException | Error e) {
      if (batch.isRefused()) {
        batch.streams().undoTo(0);
      } else {
        batch.streams().discard();
        // It may be durable nevertheless.
        tellWatcher(batch);
      }
      return e;
    } finally {
      batch.streams().release();
      store.published();
    }
  }

  private void decide(List<Reply<?>> group, Batch batch) {
    UnavailableException refusal = store.refusal();
    if (refusal == null) {
      refusal = breaker.refusal(System.nanoTime());
    }
    for (Reply<?> reply : group) {
      reply.decide(batch);
      if (refusal != null) {
        reply.refuse(batch, refusal);
      }
    }
  }

  /** Answers that change nothing must not come from a state that another server has left behind. */
  private void confirm(List<Reply<?>> group, Batch batch) {
    for (Reply<?> reply : group) {
      if (reply.needsConfirmation()) {
        batch.refused();
        store.confirm();
        return;
      }
    }
  }

  private void commit(Batch batch, int operations) {
    long start = System.nanoTime();
    try {
      faults.reach(FaultPoint.BEFORE_COMMIT);
      store(batch);
      faults.reach(FaultPoint.AFTER_COMMIT);
    } catch (StaleStateException | DamagedDataException | NotLeaderException e) {
      // The store works; it is the decision or a stream that was wrong, or not this server's.
      throw e;
    } catch (RuntimeException | Error e) {
      if (!breaker.failing()) {
        logFailure(operations, e);
      }
      metrics.failed();
      breaker.failed(e, System.nanoTime());
      throw e;
    }
    if (breaker.failing()) {
      LOG.log(Level.INFO, "Commits work again");
      breaker.succeeded();
    }
    metrics.committed(batch.changes(), System.nanoTime() - start);
    publish(batch);
  }

  /** A full disk is no fault of the program: one line without a stack trace. */
  private static void logFailure(int operations, Throwable e) {
    String what = "A commit of " + operations + " operations failed";
    if (e instanceof StoreFailedException failure && failure.isOutOfSpace()) {
      LOG.log(Level.ERROR, what + ": " + e.getMessage());
    } else {
      LOG.log(Level.ERROR, what, e);
    }
  }

  /** The reason for which commits fail at present; empty while they work. */
  String problem() {
    return breaker.problem();
  }

  private void store(Batch batch) {
    try {
      store.commit(batch.changes());
    } catch (StoreFailedException | NotLeaderException e) {
      batch.refused();
      throw e;
    }
  }

  /**
   * Applies a commit that another server decided, in the same order: store, readers, tail. What a
   * stream here contradicts is left to the store, which judges on every replica alike.
   *
   * @param at when it was decided
   * @param storing stores the changes, and throws when it did not
   */
  void apply(List<StreamChange> changes, Instant at, Runnable storing) {
    Batch batch = new Batch(cache, keys, rotation, true, at);
    try {
      boolean agrees = agrees(batch, changes);
      storing.run();
      breaker.succeeded();
      if (agrees) {
        batch.extendDeadlines();
        publish(batch);
      } else {
        batch.streams().discard();
      }
    } catch (RuntimeException | Error e) {
      batch.streams().discard();
      throw e;
    } finally {
      batch.streams().release();
    }
  }

  private static boolean agrees(Batch batch, List<StreamChange> changes) {
    try {
      batch.record(changes);
      return true;
    } catch (IllegalStateException e) {
      batch.streams().undoTo(0);
      return false;
    }
  }

  /** The group is durable: a failure from here on does not change the reply to its callers. */
  private void publish(Batch batch) {
    batch.streams().commit();
    try {
      batch.streams().settle();
    } catch (RuntimeException | Error e) {
      batch.streams().discard();
      LOG.log(Level.ERROR, "Streams were evicted because updating the cache failed", e);
    }
    try {
      tails.publish(batch.changes());
      if (!batch.followUps().isEmpty()) {
        listener.onCommitted(batch.followUps());
      }
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "Publishing a commit to live readers failed", e);
    }
    tellWatcher(batch);
  }

  private void tellWatcher(Batch batch) {
    Consumer<List<StreamChange>> watching = watcher;
    if (watching != null) {
      try {
        watching.accept(batch.changes());
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "What watches commits failed", e);
      }
    }
  }
}
