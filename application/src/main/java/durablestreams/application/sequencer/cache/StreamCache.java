package durablestreams.application.sequencer.cache;

import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cache of warm streams, by name and by key, bounded by {@link Share#WARM_STREAMS}. A look-up that
 * hits takes no lock; a stream is admitted under one, and evicts others until it has room.
 *
 * <p>Every entry here is the stream as last committed. An entry that a batch works on is pinned and
 * stays; what a thread loaded is admitted only when no entry of the stream was evicted since its
 * load began ({@link LoadStamps}), because a commit may have changed the stream in between. The
 * caller still gets what it loaded: it was current at some time during the call. So a look-up loads
 * at most once, however often streams are evicted.
 */
public final class StreamCache {

  private final StreamStore store;
  private final ConcurrentHashMap<StreamPath, StreamEntry> byPath = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StreamKey, StreamEntry> byKey = new ConcurrentHashMap<>();
  private final SharedLoads loads = new SharedLoads();
  private final LoadStamps stamps = new LoadStamps();

  /** Guarded by this, like all changes of the maps. */
  private final EvictionRing ring = new EvictionRing();

  private final UnrecordedDeadlines deadlines = new UnrecordedDeadlines();

  private final Lease lease;
  private final long limit;
  private volatile Consumer<List<StreamKey>> recorder = keys -> {};

  public StreamCache(StreamStore store, MemoryBudget memory) {
    this.store = store;
    this.lease = Objects.requireNonNull(memory.tryTake(Share.WARM_STREAMS, 0));
    this.limit = memory.limit(Share.WARM_STREAMS);
  }

  /** Sets what writes down the deadlines of streams that cannot be evicted before. */
  public void recordDeadlinesBy(Consumer<List<StreamKey>> newRecorder) {
    recorder = newRecorder;
  }

  /**
   * The stream that holds the name, or {@code null}; soft-deleted and expired ones are found too.
   *
   * @throws InsufficientMemoryException when nothing can be evicted to make room for it
   */
  public @Nullable StreamEntry find(StreamPath path) {
    StreamEntry known = used(byPath.get(path));
    return known != null
        ? known
        : loads.find(path, () -> byPath.get(path), () -> load(path, () -> store.load(path)));
  }

  /**
   * The stream of that incarnation, or {@code null}.
   *
   * @throws InsufficientMemoryException when nothing can be evicted to make room for it
   */
  public @Nullable StreamEntry find(StreamKey key) {
    StreamEntry known = used(byKey.get(key));
    return known != null
        ? known
        : loads.find(key, () -> byKey.get(key), () -> load(key, () -> store.load(key)));
  }

  /** Producers of all streams that are in memory, about. */
  public long producers() {
    long sum = 0;
    for (StreamEntry entry : byKey.values()) {
      sum += entry.producerCount();
    }
    return sum;
  }

  private static @Nullable StreamEntry used(@Nullable StreamEntry entry) {
    if (entry != null) {
      entry.markUsed();
    }
    return entry;
  }

  private @Nullable StreamEntry load(Object name, Supplier<Optional<StoredStream>> loading) {
    long stamp = stamps.of(name);
    Optional<StoredStream> stored = loading.get();
    if (stored.isEmpty()) {
      return null;
    }
    StreamEntry entry = new StreamEntry(stored.get());
    List<StreamKey> unrecorded = new ArrayList<>(0);
    try {
      return admit(entry, unrecorded, () -> stamps.of(name) == stamp);
    } finally {
      record(unrecorded);
    }
  }

  private interface Check {
    boolean holds();
  }

  private synchronized StreamEntry admit(
      StreamEntry entry, List<StreamKey> unrecorded, Check current) {
    StreamEntry known = byKey.get(entry.key());
    if (known != null) {
      return known;
    }
    if (!current.holds()) {
      entry.drop();
      return entry;
    }
    if (!insert(entry, unrecorded)) {
      entry.drop();
      throw new InsufficientMemoryException();
    }
    return entry;
  }

  /**
   * The stream that holds the name, or {@code null}; it is pinned, and added to {@code pins} unless
   * it was pinned before. For the lane only, and so for the only thread that commits: what it loads
   * is current.
   */
  public @Nullable StreamEntry pin(StreamPath path, List<StreamEntry> pins) {
    StreamEntry known = byPath.get(path);
    return known != null && pin(known, pins) ? known : admit(store.loadForCommit(path), pins);
  }

  /** The stream of that incarnation, pinned like that, or {@code null}. For the lane only. */
  public @Nullable StreamEntry pin(StreamKey key, List<StreamEntry> pins) {
    StreamEntry known = byKey.get(key);
    return known != null && pin(known, pins) ? known : admit(store.loadForCommit(key), pins);
  }

  /** Pins an entry unless it is evicted. It is listed first: a pin that is not listed stays. */
  private static boolean pin(StreamEntry entry, List<StreamEntry> pins) {
    entry.markUsed();
    if (entry.pinned()) {
      return true;
    }
    pins.add(entry);
    if (!entry.pin()) {
      pins.removeLast();
      return false;
    }
    assert entry.settled() : "an entry that no batch works on has pending changes";
    return true;
  }

  private @Nullable StreamEntry admit(Optional<StoredStream> stored, List<StreamEntry> pins) {
    if (stored.isEmpty()) {
      return null;
    }
    StreamEntry loaded = new StreamEntry(stored.get());
    List<StreamKey> unrecorded = new ArrayList<>(0);
    try {
      synchronized (this) {
        StreamEntry entry = admit(loaded, unrecorded, () -> true);
        boolean pinned = pin(entry, pins);
        assert pinned : "an entry was evicted while the cache was locked";
        return entry;
      }
    } finally {
      record(unrecorded);
    }
  }

  /** Admits a stream that was just created; without room it is loaded when it is needed. */
  public void add(StreamEntry entry) {
    List<StreamKey> unrecorded = new ArrayList<>(0);
    synchronized (this) {
      if (byKey.containsKey(entry.key()) || !insert(entry, unrecorded)) {
        entry.drop();
      }
    }
    record(unrecorded);
  }

  /** Leases what a stream has grown by, or evicts it. For the lane only, after its commit. */
  public void reweigh(StreamEntry entry) {
    long weight = entry.weight();
    if (weight == entry.node.weight()) {
      return;
    }
    List<StreamKey> unrecorded = new ArrayList<>(0);
    synchronized (this) {
      long more = weight - entry.node.weight();
      if (more <= 0) {
        lease.shrinkTo(lease.bytes() + more);
        entry.node.weight(weight);
      } else if (room(more, unrecorded)) {
        entry.node.weight(weight);
      } else {
        evict(entry);
      }
    }
    record(unrecorded);
  }

  /** Removes a stream that is gone or whose state is in doubt. For the lane only. */
  public synchronized void evict(StreamEntry entry) {
    entry.drop();
    deadlines.keep(entry);
    remove(entry);
  }

  private boolean insert(StreamEntry entry, List<StreamKey> unrecorded) {
    deadlines.restoreTo(entry);
    long weight = entry.weight();
    if (!room(weight, unrecorded)) {
      return false;
    }
    entry.node.weight(weight);
    ring.add(entry.node);
    boolean added = false;
    try {
      byKey.put(entry.key(), entry);
      byPath.put(entry.committed().path(), entry);
      added = true;
    } finally {
      if (!added) {
        forget(entry);
      }
    }
    deadlines.forget(entry);
    return true;
  }

  private void remove(StreamEntry entry) {
    stamps.raise(entry.key(), entry.committed().path());
    if (byKey.get(entry.key()) == entry) {
      forget(entry);
    }
  }

  private void forget(StreamEntry entry) {
    byKey.remove(entry.key(), entry);
    byPath.remove(entry.committed().path(), entry);
    ring.remove(entry.node);
    lease.shrinkTo(lease.bytes() - entry.node.weight());
  }

  /** Leases bytes, and evicts until that works; false when nothing more can be evicted. */
  private boolean room(long bytes, List<StreamKey> unrecorded) {
    if (bytes > limit) {
      return false;
    }
    while (lease.bytes() + bytes > limit || !lease.grow(bytes)) {
      EvictionRing.Search search = ring.next(StreamEntry::tryEvict);
      for (StreamEntry skipped : search.skipped()) {
        if (!skipped.pinned() && skipped.deadlineNeedsPersisting()) {
          unrecorded.add(skipped.key());
        }
      }
      if (search.victim() == null) {
        return false;
      }
      remove(search.victim());
    }
    return true;
  }

  private void record(List<StreamKey> unrecorded) {
    if (!unrecorded.isEmpty()) {
      recorder.accept(unrecorded);
    }
  }

  public int size() {
    return byKey.size();
  }

  public long weight() {
    return lease.bytes();
  }
}
