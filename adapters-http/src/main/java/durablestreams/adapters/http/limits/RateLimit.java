package durablestreams.adapters.http.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Token buckets, one for each key, which fill with the rate and hold one second's worth.
 *
 * <p>A bucket that was not used for a second is full, and so is one that does not exist. Buckets
 * are kept in two generations: one that is used moves to the younger, and the older is dropped as a
 * whole once a second at most. No look-up walks them.
 *
 * @param <K> what is limited, such as a tenant
 */
public final class RateLimit<K> {

  private static final long SECOND = 1_000_000_000;

  /** Buckets of the younger generation from which on a generation is dropped. */
  private static final int GENERATION = 4_096;

  private volatile int perSecond;
  private final LongSupplier nanos;
  private volatile Generations<K> generations;

  private record Generations<K>(
      ConcurrentMap<K, Bucket> young, ConcurrentMap<K, Bucket> old, long since) {}

  /**
   * @param perSecond the rate for each key; 0 for no limit
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  public RateLimit(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.generations =
        new Generations<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), nanos.getAsLong());
  }

  /** Sets another rate for each key; 0 for no limit. */
  public void limit(int newPerSecond) {
    perSecond = newPerSecond;
  }

  /** Whether there is a limit. */
  public boolean limits() {
    return perSecond > 0;
  }

  /** Takes one from the bucket of a key: 0, or the seconds after which to try again. */
  public int take(K key) {
    int rate = perSecond;
    if (rate == 0) {
      return 0;
    }
    long now = nanos.getAsLong();
    Generations<K> both = generations;
    if (now - both.since() > SECOND && both.young().size() >= GENERATION) {
      both = dropOld(both, now);
    }
    Bucket bucket = both.young().get(key);
    if (bucket == null) {
      Bucket before = both.old().get(key);
      Bucket moved = before == null ? new Bucket(rate, now) : before;
      Bucket other = both.young().putIfAbsent(key, moved);
      bucket = other == null ? moved : other;
    }
    return bucket.take(rate, now);
  }

  private synchronized Generations<K> dropOld(Generations<K> known, long now) {
    if (generations == known) {
      generations = new Generations<>(new ConcurrentHashMap<>(), known.young(), now);
    }
    return generations;
  }

  /** Buckets in memory. */
  int buckets() {
    return generations.young().size() + generations.old().size();
  }

  private static final class Bucket {
    private double tokens;
    private long filled;

    Bucket(int tokens, long now) {
      this.tokens = tokens;
      this.filled = now;
    }

    synchronized int take(int perSecond, long now) {
      tokens = Math.min(perSecond, tokens + (double) (now - filled) * perSecond / SECOND);
      filled = now;
      if (tokens < 1) {
        return 1;
      }
      tokens--;
      return 0;
    }
  }
}
