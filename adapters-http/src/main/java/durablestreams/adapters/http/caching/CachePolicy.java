package durablestreams.adapters.http.caching;

import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.adapters.http.settings.CacheMode;
import durablestreams.domain.stream.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What caches are told about answers with data (protocol, section 10).
 *
 * <p>A page that ends before the tail never changes again, so it is kept long. A page at the tail
 * grows with the next append: a client must ask again, and shared caches may collapse those
 * questions for a moment. A long-poll answer has an address of its own, made by its cursor. Nothing
 * is kept for longer than its stream lives; everything else is not stored at all.
 */
public final class CachePolicy {

  private static final FixedFields LIVE =
      FixedFields.of("Cache-Control", "no-cache, no-transform").and("X-Accel-Buffering", "no");

  private final InstantSource clock;
  private final CacheDirective complete;
  private final CacheDirective longPoll;
  private final FixedFields atTail;
  private final FixedFields nothingYet;

  /**
   * @param guarded whether some reads are refused to some callers; then nothing is {@code public},
   *     since a cache does not ask
   */
  public CachePolicy(CacheMode mode, boolean guarded, InstantSource clock) {
    this.clock = clock;
    if (mode == CacheMode.SHARED && !guarded) {
      complete = new CacheDirective("public", false, 3_600, 0);
      atTail = cache("public, max-age=1", false);
      longPoll = new CacheDirective("public", false, 60, 300);
      // For nginx alone, which reads this field instead and removes it: while one request waits
      // here, others wait at its lock, and without a moment in the cache the news that there is
      // none, or that the stream ended, would reach them one after the other. The cursor moves
      // on, or the stream has ended for good, so that answer is not used again.
      nothingYet = FixedFields.of("X-Accel-Expires", "1").and("Cache-Control", "no-store");
    } else {
      complete = new CacheDirective("private", guarded, 3_600, 0);
      atTail = cache("private, no-cache", guarded);
      longPoll = new CacheDirective("private", guarded, 60, 0);
      nothingYet = Fields.NO_STORE;
    }
  }

  private static FixedFields cache(String value, boolean guarded) {
    FixedFields fields = FixedFields.of("Cache-Control", value);
    return guarded ? fields.and("Vary", "Authorization") : fields;
  }

  /** For a catch-up page. */
  public FixedFields page(boolean upToDate, Expiry expiry) {
    return upToDate ? atTail : complete.within(secondsLeft(expiry));
  }

  /** For data that a long-poll returns. */
  public FixedFields longPoll(Expiry expiry) {
    return longPoll.within(secondsLeft(expiry));
  }

  /** How long a stream that was used just now will live if it is not used again. */
  private long secondsLeft(Expiry expiry) {
    if (expiry instanceof Expiry.Never) {
      return Long.MAX_VALUE;
    }
    Instant now = clock.instant();
    return Math.max(0, Duration.between(now, expiry.deadlineAfter(now)).toSeconds());
  }

  /** For a long-poll from an offset that returns no data. */
  public FixedFields nothingYet() {
    return nothingYet;
  }

  /** For an SSE connection, which no proxy may hold back. */
  public static FixedFields live() {
    return LIVE;
  }

  /**
   * An answer that caches may keep.
   *
   * @param seconds for which it is fresh
   * @param stale seconds after that in which it may still be used while a newer one is fetched
   */
  private record CacheDirective(
      String by, boolean guarded, long seconds, long stale, FixedFields fields) {

    CacheDirective(String by, boolean guarded, long seconds, long stale) {
      this(by, guarded, seconds, stale, fields(by, guarded, seconds, stale));
    }

    /** The same, for {@code left} seconds at most. */
    FixedFields within(long left) {
      if (left >= seconds + stale) {
        return fields;
      }
      long fresh = Math.min(seconds, left);
      return fields(by, guarded, fresh, Math.min(stale, left - fresh));
    }

    private static FixedFields fields(String by, boolean guarded, long seconds, long stale) {
      String value = by + ", max-age=" + seconds;
      return cache(stale > 0 ? value + ", stale-while-revalidate=" + stale : value, guarded);
    }
  }
}
