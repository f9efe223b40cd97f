package durablestreams.application.sequencer;

import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The warm streams, by name and by key; at most about {@code capacity} of them.
 *
 * <p>Any thread may bring a stream in; only the lane throws one out or replaces it. A thread that
 * loads a stream while the lane throws streams out could bring back a state that is out of date, so
 * an entry is only taken in when nothing was thrown out since its load began ({@code evictions}).
 */
public final class StreamCache {

  private static final int SWEEP = 512;

  private final StreamStore store;
  private final int capacity;
  private final ConcurrentHashMap<StreamPath, StreamEntry> byPath = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StreamKey, StreamEntry> byKey = new ConcurrentHashMap<>();
  private final AtomicLong evictions = new AtomicLong();
  private Iterator<StreamEntry> hand;

  public StreamCache(StreamStore store, int capacity) {
    this.store = store;
    this.capacity = capacity;
    this.hand = byKey.values().iterator();
  }

  /**
   * The stream that holds the name, or {@code null}; soft-deleted and expired ones are found too.
   */
  public @Nullable StreamEntry find(StreamPath path) {
    while (true) {
      StreamEntry known = byPath.get(path);
      if (known != null) {
        return known;
      }
      long before = evictions.get();
      Optional<StoredStream> stored = store.load(path);
      if (stored.isEmpty()) {
        return byPath.get(path);
      }
      StreamEntry entry = admit(new StreamEntry(stored.get()), before);
      if (entry != null) {
        return entry;
      }
    }
  }

  /** The stream of that incarnation, or {@code null}. */
  public @Nullable StreamEntry find(StreamKey key) {
    while (true) {
      StreamEntry known = byKey.get(key);
      if (known != null) {
        return known;
      }
      long before = evictions.get();
      Optional<StoredStream> stored = store.load(key);
      if (stored.isEmpty()) {
        return byKey.get(key);
      }
      StreamEntry entry = admit(new StreamEntry(stored.get()), before);
      if (entry != null) {
        return entry;
      }
    }
  }

  private synchronized @Nullable StreamEntry admit(StreamEntry entry, long evictionsBefore) {
    StreamEntry known = byKey.get(entry.key());
    if (known != null) {
      return known;
    }
    if (evictions.get() != evictionsBefore) {
      return null;
    }
    add(entry);
    return entry;
  }

  /** Takes in a stream that was just created. For the lane only. */
  synchronized void add(StreamEntry entry) {
    byKey.put(entry.key(), entry);
    byPath.put(entry.committed().path(), entry);
  }

  /**
   * Throws a stream out, because it is gone or because its state is in doubt. For the lane only.
   */
  synchronized void evict(StreamEntry entry) {
    evictions.incrementAndGet();
    byKey.remove(entry.key(), entry);
    byPath.remove(entry.committed().path(), entry);
  }

  int size() {
    return byKey.size();
  }

  /**
   * Throws out streams that were not used for a while when there are too many. For the lane only,
   * between two batches.
   */
  void trim() {
    int excess = byKey.size() - capacity;
    for (int looked = 0; excess > 0 && looked < SWEEP; looked++) {
      if (!hand.hasNext()) {
        hand = byKey.values().iterator();
        if (!hand.hasNext()) {
          return;
        }
      }
      StreamEntry entry = hand.next();
      if (!entry.usedSinceLastLook() && !entry.outlivesItsRecord()) {
        evict(entry);
        excess--;
      }
    }
  }
}
