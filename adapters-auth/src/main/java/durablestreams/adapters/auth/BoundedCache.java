package durablestreams.adapters.auth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A cache of two generations that holds at most about {@code capacity} entries.
 *
 * <p>New and used entries are in the young generation. When it is full it becomes the old one, and
 * what nobody asked for since the last change is forgotten. A lookup takes no lock.
 */
final class BoundedCache<K, V> {

  private final int generation;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Map<K, V> young = new ConcurrentHashMap<>();
  private volatile Map<K, V> old = Map.of();

  BoundedCache(int capacity) {
    generation = Math.max(1, capacity / 2);
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

  void put(K key, V value) {
    changing.lock();
    try {
      if (young.size() >= generation) {
        old = young;
        young = new ConcurrentHashMap<>();
      }
      young.put(key, value);
    } finally {
      changing.unlock();
    }
  }

  int size() {
    return young.size() + old.size();
  }
}
