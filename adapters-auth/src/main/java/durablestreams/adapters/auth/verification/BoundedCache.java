package durablestreams.adapters.auth.verification;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cache of two generations that holds at most about {@code capacity} entries, and about {@code
 * maxWeight} of them by weight.
 *
 * <p>New and used entries are in the young generation. When it is full it becomes the old one, and
 * what was not asked for since the last change is forgotten. A lookup takes no lock.
 */
final class BoundedCache<K, V> {

  private final int generation;
  private final long generationWeight;
  private final ToLongFunction<V> weigher;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Map<K, V> young = new ConcurrentHashMap<>();
  private volatile Map<K, V> old = Map.of();

  // Guarded by the lock.
  private long youngWeight;

  BoundedCache(int capacity, long maxWeight, ToLongFunction<V> weigher) {
    this.generation = Math.max(1, capacity / 2);
    this.generationWeight = maxWeight / 2;
    this.weigher = weigher;
  }

  Optional<V> get(K key) {
    V value = young.get(key);
    if (value == null) {
      value = promoted(key);
    }
    return Optional.ofNullable(value);
  }

  private @Nullable V promoted(K key) {
    V value = old.get(key);
    if (value != null) {
      put(key, value);
    }
    return value;
  }

  /** Remembers an entry, unless it alone is heavier than a generation may be. */
  void put(K key, V value) {
    long weight = weigher.applyAsLong(value);
    if (weight > generationWeight) {
      return;
    }
    changing.lock();
    try {
      if (young.size() >= generation || youngWeight + weight > generationWeight) {
        old = young;
        young = new ConcurrentHashMap<>();
        youngWeight = 0;
      }
      V replaced = young.put(key, value);
      youngWeight += weight - (replaced == null ? 0 : weigher.applyAsLong(replaced));
    } finally {
      changing.unlock();
    }
  }

  int size() {
    return young.size() + old.size();
  }
}
