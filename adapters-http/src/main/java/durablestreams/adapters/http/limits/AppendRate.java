package durablestreams.adapters.http.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * How many appends each tenant may still make: a bucket that fills with the rate and holds one
 * second's worth.
 */
public final class AppendRate {

  private static final long SECOND = 1_000_000_000;

  /** Tenants remembered at a time; beyond it, those that have a full bucket are forgotten. */
  private static final int MAX_TENANTS = 10_000;

  private final int perSecond;
  private final LongSupplier nanos;
  private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();

  /**
   * @param perSecond appends for each tenant; 0 for no limit
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  public AppendRate(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  /** Takes one append of a tenant: 0, or the seconds after which it may try again. */
  public int take(String tenant) {
    if (perSecond == 0) {
      return 0;
    }
    long now = nanos.getAsLong();
    if (buckets.size() >= MAX_TENANTS) {
      buckets.values().removeIf(bucket -> bucket.isFull(now));
    }
    return buckets.computeIfAbsent(tenant, name -> new Bucket(now)).take(now);
  }

  private final class Bucket {
    private double tokens = perSecond;
    private long filled;

    Bucket(long now) {
      filled = now;
    }

    synchronized int take(long now) {
      fill(now);
      if (tokens < 1) {
        return 1;
      }
      tokens--;
      return 0;
    }

    synchronized boolean isFull(long now) {
      fill(now);
      return tokens >= perSecond;
    }

    private void fill(long now) {
      tokens = Math.min(perSecond, tokens + (double) (now - filled) * perSecond / SECOND);
      filled = now;
    }
  }
}
