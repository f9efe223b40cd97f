package durablestreams.application.sequencer;

import durablestreams.application.OverloadedException;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.port.StreamStore;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.segment.RotationPolicy;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides a group of operations, commits what they decided in one transaction, and only then lets
 * anybody know.
 *
 * <p>Order of things: decide all, commit, make the states visible to readers, tell the tail,
 * complete the replies. When a commit fails nothing of the group is visible, every stream it
 * touched is read again from the store, and every caller of the group is told; a producer's retry
 * is safe. That goes for memory that ran out, too: the lane lives on. The log tells of the first
 * failure in a row and of its end, since requests tell of theirs as well.
 */
final class GroupCommitter {

  private static final System.Logger LOG = System.getLogger(GroupCommitter.class.getName());
  private static final int ATTEMPTS = 3;

  private final StreamStore store;
  private final StreamCache cache;
  private final TailHub tails;
  private final StreamKeys keys;
  private final RotationPolicy rotation;
  private final boolean announces;
  private final CommitListener listener;
  private final FaultPoints faults;
  private final InstantSource clock;
  private boolean failing;

  GroupCommitter(
      StreamStore store,
      StreamCache cache,
      TailHub tails,
      RotationPolicy rotation,
      boolean announces,
      CommitListener listener,
      FaultPoints faults,
      InstantSource clock) {
    this.store = store;
    this.cache = cache;
    this.tails = tails;
    this.keys = new StreamKeys(store.highestKey());
    this.rotation = rotation;
    this.announces = announces;
    this.listener = listener;
    this.faults = faults;
    this.clock = clock;
  }

  void run(List<Reply<?>> group) {
    Throwable problem = attempt(group, ATTEMPTS);
    for (Reply<?> reply : group) {
      reply.complete(problem);
    }
    tell(problem, group.size());
    cache.trim();
  }

  private void tell(@Nullable Throwable problem, int operations) {
    if (problem instanceof OverloadedException) {
      return;
    }
    if (problem != null && !failing) {
      LOG.log(Level.ERROR, "a commit of " + operations + " operations failed", problem);
    } else if (problem == null && failing) {
      LOG.log(Level.INFO, "commits work again");
    }
    failing = problem != null;
  }

  private @Nullable Throwable attempt(List<Reply<?>> group, int attemptsLeft) {
    Batch batch = new Batch(cache, keys, rotation, announces, clock.instant());
    try {
      for (Reply<?> reply : group) {
        reply.decide(batch);
      }
      if (!batch.changes().isEmpty()) {
        faults.reach(FaultPoint.BEFORE_COMMIT);
        switch (store.commit(batch.changes())) {
          case StreamStore.Committed ignored -> {
            faults.reach(FaultPoint.AFTER_COMMIT);
            publish(batch);
          }
          case StreamStore.Conflict conflict -> {
            evict(batch);
            if (attemptsLeft > 1) {
              return attempt(group, attemptsLeft - 1);
            }
            LOG.log(Level.WARNING, "stream {0} is written by somebody else", conflict.key());
            return new OverloadedException();
          }
        }
      }
      return null;
    } catch (RuntimeException | Error e) {
      evict(batch);
      return e;
    }
  }

  private void publish(Batch batch) {
    for (StreamEntry entry : batch.touched()) {
      entry.commit();
      if (entry.gone()) {
        cache.evict(entry);
      }
    }
    for (StreamEntry entry : batch.touched()) {
      if (batch.created(entry) && !entry.gone()) {
        cache.add(entry);
      }
    }
    tails.publish(batch.changes());
    if (!batch.chores().isEmpty()) {
      listener.left(batch.chores());
    }
  }

  private void evict(Batch batch) {
    for (StreamEntry entry : batch.touched()) {
      cache.evict(entry);
    }
  }
}
