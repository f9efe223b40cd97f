package durablestreams.application.subscription.sequencer;

import durablestreams.application.NotLeaderException;
import durablestreams.application.OverloadedException;
import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionChange.TombstonesForgotten;
import durablestreams.domain.subscription.SubscriptionId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sequencer of all subscriptions: decides operations one at a time and commits them in groups, so
 * the rules need no locks. A group has at most one operation of each subscription; the store
 * therefore shows every operation what came before it.
 *
 * <p>It is separate from the lane of streams: an append never waits for a decision about a
 * subscription, only for its commit.
 */
public final class SubscriptionSequencer implements AutoCloseable {

  /**
   * Operation on one subscription.
   *
   * @param <R> result for the caller, once the changes are durable
   */
  @FunctionalInterface
  public interface Operation<R> {
    R decide(SubscriptionBatch batch);
  }

  private static final System.Logger LOG = System.getLogger(SubscriptionSequencer.class.getName());

  private static final int MAX_QUEUED = 20_000;
  private static final int MAX_GROUP = 256;

  /** Queued operations that are looked at for one group. */
  private static final int MAX_LOOK = 4 * MAX_GROUP;

  private final SubscriptionStore store;
  private final SubscriptionTable table;
  private final StreamEnds ends;
  private final Supplier<String> wakeIds;
  private final InstantSource clock;
  private final FaultPoints faults;
  private final Runnable onCommit;
  private final Runnable onDoubt;
  private final ArrayDeque<QueuedOperation<?>> queue = new ArrayDeque<>();
  private final BackgroundLoop loop =
      new BackgroundLoop("subscriptions", Duration.ofSeconds(10), this::runGroup);
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> reloading =
      new AtomicReference<>();
  private volatile boolean closing;

  /** Tombstones of before this are forgotten with the next group; under the lock of the queue. */
  private @Nullable Instant forgetting;

  /** Whether the table may differ from the store; only for the loop. */
  private boolean inDoubt;

  /** Whether the last group failed that was to be committed or confirmed; only for the loop. */
  private boolean failing;

  /**
   * @param onCommit is called after each commit, on the sequencer's thread
   * @param onDoubt is called when what a commit of unknown outcome left is known, on the same
   *     thread: streams may have changed meanwhile whose links were not known
   */
  public SubscriptionSequencer(
      SubscriptionPorts ports,
      SubscriptionTable table,
      StreamEnds ends,
      Supplier<String> wakeIds,
      Runnable onCommit,
      Runnable onDoubt) {
    this.store = ports.store();
    this.table = table;
    this.ends = ends;
    this.wakeIds = wakeIds;
    this.clock = ports.clock();
    this.faults = ports.faults();
    this.onCommit = onCommit;
    this.onDoubt = onDoubt;
  }

  public void start() {
    loop.start();
  }

  /**
   * Takes over what the store has, before the first operation after another server decided.
   *
   * @throws CompletionException when the store cannot be read
   */
  public void reload() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    reloading.set(done);
    loop.signal();
    done.join();
  }

  /**
   * Submits an operation and waits for its commit; if it changes nothing, until the state that it
   * saw is confirmed as the present one.
   *
   * @throws OverloadedException if the queue is full
   */
  public <R> R submit(SubscriptionId id, Operation<R> operation) {
    try {
      return enqueue(id, operation, true).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new StoreFailedException("a subscription could not be changed: " + e.getCause(), e);
    }
  }

  /**
   * Queues an operation of the server itself without waiting for its outcome. If it changes
   * nothing, its result is not confirmed.
   *
   * @return what completes with it; {@code null} if the queue is full
   */
  public <R> @Nullable CompletableFuture<R> offer(SubscriptionId id, Operation<R> operation) {
    try {
      return enqueue(id, operation, false);
    } catch (OverloadedException e) {
      return null;
    }
  }

  private <R> CompletableFuture<R> enqueue(
      SubscriptionId id, Operation<R> operation, boolean answered) {
    QueuedOperation<R> queued = new QueuedOperation<>(id, operation, answered);
    synchronized (queue) {
      if (closing || queue.size() >= MAX_QUEUED) {
        throw new OverloadedException();
      }
      queue.add(queued);
    }
    loop.signal();
    return queued.reply();
  }

  /** Forgets tombstones of before {@code before} soon; if that fails, only its next call does. */
  public void forgetDeleted(Instant before) {
    synchronized (queue) {
      forgetting = before;
    }
    loop.signal();
  }

  private boolean runGroup() {
    CompletableFuture<Boolean> reload = reloading.getAndSet(null);
    if (reload != null) {
      load(reload);
    }
    if (inDoubt) {
      table.load();
      inDoubt = false;
      onDoubt.run();
    }
    List<QueuedOperation<?>> group = take();
    List<QueuedOperation<?>> decided = new ArrayList<>(group.size());
    List<SubscriptionChange> changes = new ArrayList<>();
    for (QueuedOperation<?> next : group) {
      SubscriptionBatch batch =
          new SubscriptionBatch(store, table, ends, wakeIds, next.id(), clock.instant());
      try {
        next.decide(batch);
        changes.addAll(batch.changes());
        decided.add(next);
      } catch (RuntimeException | Error e) {
        table.pending().forget(next.id());
        next.reply().completeExceptionally(e);
      }
    }
    forgotten().ifPresent(before -> changes.add(new TombstonesForgotten(before)));
    try {
      if (changes.isEmpty()) {
        confirm(decided);
      } else {
        commit(changes);
      }
    } catch (RuntimeException | Error e) {
      inDoubt = inDoubt || e instanceof OutcomeUnknownException;
      if (!failing && !(e instanceof NotLeaderException)) {
        failing = true;
        LOG.log(Level.WARNING, "A group of operations on subscriptions failed", e);
      }
      decided.forEach(next -> table.pending().forget(next.id()));
      decided.forEach(next -> next.reply().completeExceptionally(e));
      return !group.isEmpty();
    }
    decided.forEach(QueuedOperation::complete);
    return !group.isEmpty();
  }

  private void load(CompletableFuture<Boolean> done) {
    try {
      table.reload();
      done.complete(true);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private Optional<Instant> forgotten() {
    synchronized (queue) {
      Optional<Instant> before = Optional.ofNullable(forgetting);
      forgetting = null;
      return before;
    }
  }

  private List<QueuedOperation<?>> take() {
    List<QueuedOperation<?>> group = new ArrayList<>();
    Set<SubscriptionId> ids = new HashSet<>();
    synchronized (queue) {
      Iterator<QueuedOperation<?>> waiting = queue.iterator();
      for (int n = 0; waiting.hasNext() && n < MAX_LOOK && group.size() < MAX_GROUP; n++) {
        QueuedOperation<?> next = waiting.next();
        if (ids.add(next.id())) {
          group.add(next);
          waiting.remove();
        }
      }
    }
    return group;
  }

  /** Answers that change nothing must not come from a state that another server has left behind. */
  private void confirm(List<QueuedOperation<?>> decided) {
    if (decided.stream().anyMatch(QueuedOperation::isAnswered)) {
      store.confirm();
    }
  }

  private void commit(List<SubscriptionChange> changes) {
    changes.forEach(table::expect);
    faults.reach(FaultPoint.BEFORE_SUBSCRIPTION_COMMIT);
    store.commit(changes);
    faults.reach(FaultPoint.AFTER_SUBSCRIPTION_COMMIT);
    failing = false;
    changes.forEach(table::apply);
    onCommit.run();
  }

  /** Refuses further operations and fails those that wait. */
  @Override
  public void close() {
    List<QueuedOperation<?>> left;
    synchronized (queue) {
      closing = true;
      left = List.copyOf(queue);
      queue.clear();
    }
    left.forEach(next -> next.reply().completeExceptionally(new OverloadedException()));
    loop.close();
    CompletableFuture<Boolean> reload = reloading.getAndSet(null);
    if (reload != null) {
      reload.completeExceptionally(new OverloadedException());
    }
  }
}
