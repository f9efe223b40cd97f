package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Single-flight cache whose entries are leased from one share of the memory budget.
 *
 * <p>A read that is under way is in the map already, so concurrent callers wait for it. A read that
 * failed is removed, and all its waiters get the failure, unless it is the interrupt of the caller
 * that read: then one of them reads. The least recently used entries that no caller pins are
 * evicted to make room; a pinned entry keeps its lease until the last pin is closed, so bytes that
 * slow clients hold stay in the account.
 *
 * <p>Not a library's cache: those evict first what was used only once, which here is what was read
 * ahead.
 */
final class SingleFlightCache<K, V> {

  /**
   * The result of a read.
   *
   * @param lasting whether it stays the same, so that it may be kept
   * @param lease the bytes of the value
   */
  record Found<V>(V value, boolean lasting, Hold lease) {}

  /** An entry: its lease is closed with the last of its users, the map being one of them. */
  static final class Pinned<V> implements Hold {
    private final V value;
    private final Hold lease;
    private final AtomicInteger users;

    private Pinned(V value, Hold lease, int users) {
      this.value = value;
      this.lease = lease;
      this.users = new AtomicInteger(users);
    }

    V value() {
      return value;
    }

    /** Adds a user; false when the last one has left. */
    private boolean pin() {
      int now = users.get();
      while (now > 0) {
        if (users.compareAndSet(now, now + 1)) {
          return true;
        }
        now = users.get();
      }
      return false;
    }

    /** Removes a user; each closes once. */
    @Override
    public void close() {
      if (users.decrementAndGet() == 0) {
        lease.close();
      }
    }

    private boolean isPinned() {
      return users.get() > 1;
    }
  }

  /**
   * A read that is under way or has been. Those who wait for it become users of what it finds when
   * it ends, not when they get a processor: until then they reach the value as well.
   */
  private static final class Flight<V> {
    private final CompletableFuture<@Nullable Pinned<V>> result = new CompletableFuture<>();

    /** Guarded by the cache, like the end of the read. */
    private int waiting;

    /** Whether the read failed on a thread that was interrupted: the others are not. */
    private volatile boolean interrupted;

    /** The entry; {@code null} while it is being read, or if the read failed. */
    private @Nullable Pinned<V> found() {
      return result.isDone() && !result.isCompletedExceptionally() ? result.join() : null;
    }

    /** Waits for the end of the read. */
    private boolean endedByInterrupt() {
      return result.handle((found, failure) -> failure != null && interrupted).join();
    }

    private @Nullable Pinned<V> join() {
      try {
        return result.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  private final MemoryBudget memory;
  private final Share share;
  private final BiConsumer<K, V> dropped;
  private final CacheMetrics metrics;
  private final BooleanSupplier spare;
  private final LinkedHashMap<K, Flight<V>> reads = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * @param dropped callback for evicted entries
   * @param metrics counts the look-ups of readers
   * @param spare returns memory of the share that no entry uses; false if there is none
   */
  SingleFlightCache(
      MemoryBudget memory,
      Share share,
      BiConsumer<K, V> dropped,
      CacheMetrics metrics,
      BooleanSupplier spare) {
    this.memory = memory;
    this.share = share;
    this.dropped = dropped;
    this.metrics = metrics;
    this.spare = spare;
  }

  /** A cache whose entries use all that is leased. */
  SingleFlightCache(
      MemoryBudget memory, Share share, BiConsumer<K, V> dropped, CacheMetrics metrics) {
    this(memory, share, dropped, metrics, () -> false);
  }

  /**
   * The cached value of {@code id}, or the result of {@code read}, whose exceptions are passed on.
   * The caller closes it.
   *
   * @param read may return {@code null} when there is no memory for it
   * @return {@code null} if {@code read} did
   */
  @Nullable Pinned<V> get(K id, Supplier<@Nullable Found<V>> read) {
    while (true) {
      Flight<V> mine = new Flight<>();
      Flight<V> flight = enter(id, mine);
      if (flight == mine) {
        metrics.lookedUp(false);
        run(id, read, mine);
        return mine.join();
      }
      boolean waits = await(flight);
      if (flight.endedByInterrupt()) {
        continue;
      }
      Pinned<V> found = flight.join();
      if (found == null || waits || found.pin()) {
        metrics.lookedUp(found != null);
        return found;
      }
    }
  }

  /** Callers that wait for a read of {@code id} that is under way. */
  synchronized int waiting(K id) {
    Flight<V> flight = reads.get(id);
    return flight == null || flight.result.isDone() ? 0 : flight.waiting;
  }

  /**
   * Has {@code executor} read ahead, unless {@code id} is known or being read.
   *
   * @param next runs when it is there: at once if it is known, and not at all if it is being read
   */
  void begin(K id, Executor executor, Supplier<@Nullable Found<V>> read, Consumer<V> next) {
    Flight<V> mine = new Flight<>();
    Flight<V> flight = enter(id, mine);
    if (flight != mine) {
      Pinned<V> known = flight.found();
      if (known != null) {
        next.accept(known.value());
      }
      return;
    }
    try {
      executor.execute(() -> {
        run(id, read, mine);
        Pinned<V> found = mine.found();
        if (found != null) {
          found.close();
          next.accept(found.value());
        }
      });
    } catch (RejectedExecutionException e) {
      // The server stops; what is read ahead has no reader any more.
      fail(id, mine, e);
    } catch (RuntimeException | Error e) {
      fail(id, mine, e);
      throw e;
    }
  }

  /**
   * A lease of this cache's share for a read that begins, after evicting what is not in use; or
   * {@code null} if that is not enough.
   */
  @Nullable Lease makeRoom(long bytes) {
    if (bytes > memory.limit(share)) {
      return null;
    }
    Lease lease = memory.tryTake(share, bytes);
    while (lease == null && (spare.getAsBoolean() || evict())) {
      lease = memory.tryTake(share, bytes);
    }
    return lease;
  }

  /** Makes a lease of a read larger, as {@link #makeRoom} does. */
  boolean grow(Lease lease, long more) {
    boolean grown = more <= memory.limit(share) && lease.grow(more);
    while (!grown && more <= memory.limit(share) && (spare.getAsBoolean() || evict())) {
      grown = lease.grow(more);
    }
    return grown;
  }

  private synchronized Flight<V> enter(K id, Flight<V> mine) {
    Flight<V> known = reads.putIfAbsent(id, mine);
    return known == null ? mine : known;
  }

  /** Waits for a read that is under way; false if it has ended. */
  private synchronized boolean await(Flight<V> flight) {
    if (flight.result.isDone()) {
      return false;
    }
    flight.waiting++;
    return true;
  }

  /** Completes {@code flight} with an entry that the caller is a user of. */
  private void run(K id, Supplier<@Nullable Found<V>> read, Flight<V> flight) {
    Found<V> found = null;
    try {
      found = read.get();
      end(id, flight, found);
    } catch (RuntimeException | Error e) {
      if (found != null) {
        found.lease().close();
      }
      flight.interrupted = Thread.currentThread().isInterrupted();
      fail(id, flight, e);
    }
  }

  private synchronized void end(K id, Flight<V> flight, @Nullable Found<V> found) {
    boolean kept = found != null && found.lasting();
    if (!kept) {
      reads.remove(id);
    }
    int users = 1 + flight.waiting + (kept ? 1 : 0); // the last is the map
    flight.result.complete(
        found == null ? null : new Pinned<>(found.value(), found.lease(), users));
  }

  private synchronized void fail(K id, Flight<V> flight, Throwable cause) {
    reads.remove(id);
    flight.result.completeExceptionally(cause);
  }

  /** Evicts the least recently used entry that is not in use; false if there is none. */
  synchronized boolean evict() {
    Iterator<Map.Entry<K, Flight<V>>> eldest = reads.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<K, Flight<V>> entry = eldest.next();
      Pinned<V> old = entry.getValue().found();
      if (old != null && !old.isPinned()) {
        eldest.remove();
        old.close();
        dropped.accept(entry.getKey(), old.value());
        return true;
      }
    }
    return false;
  }
}
