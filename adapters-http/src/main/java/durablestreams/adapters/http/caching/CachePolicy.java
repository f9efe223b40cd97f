package durablestreams.adapters.http.caching;

import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.adapters.http.settings.CacheMode;
import durablestreams.application.access.Access;
import durablestreams.domain.stream.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Cache headers of answers with data (protocol, section 10).
 *
 * <p>A page that ends before the tail never changes again, so it is kept long. A page at the tail
 * grows with the next append: a client must ask again, and shared caches may collapse those
 * questions for a moment. A long-poll answer has an address of its own, made by its cursor. Nothing
 * is kept for longer than its stream lives; everything else is not stored at all.
 *
 * <p>A shared cache does not consult the access policy, so it may keep only what is granted to
 * everyone.
 */
public final class CachePolicy {

  private static final FixedFields LIVE =
      FixedFields.of("Cache-Control", "no-cache, no-transform").and("X-Accel-Buffering", "no");

  private final Audience everyone;
  private final Audience caller;

  public CachePolicy(CacheMode mode, InstantSource clock) {
    this.everyone =
        mode == CacheMode.SHARED ? Audience.anyCache(clock) : Audience.ownCache(false, clock);
    this.caller = Audience.ownCache(true, clock);
  }

  /** What the answer to a request with this grant says. */
  public Audience answer(Access.Granted access) {
    return access.everyone() ? everyone : caller;
  }

  /** For an SSE connection, which no proxy may hold back. */
  public static FixedFields live() {
    return LIVE;
  }

  /** Directives for the callers that may read the same streams. */
  public static final class Audience {
    private final InstantSource clock;
    private final CacheDirective complete;
    private final CacheDirective longPoll;
    private final FixedFields atTail;
    private final FixedFields nothingYet;

    private Audience(
        InstantSource clock,
        CacheDirective complete,
        CacheDirective longPoll,
        FixedFields atTail,
        FixedFields nothingYet) {
      this.clock = clock;
      this.complete = complete;
      this.longPoll = longPoll;
      this.atTail = atTail;
      this.nothingYet = nothingYet;
    }

    /** Caches between client and server may keep the answer, and so may the client. */
    static Audience anyCache(InstantSource clock) {
      return new Audience(
          clock,
          new CacheDirective("public", false, 3_600, 0),
          new CacheDirective("public", false, 60, 300),
          cache("public, max-age=1", false),
          // For nginx alone, which reads this field instead and removes it: while one request waits
          // here, others wait at its lock, and without a moment in the cache the news that there is
          // none, or that the stream ended, would reach them one after the other. The cursor moves
          // on, or the stream has ended for good, so that answer is not used again.
          FixedFields.of("X-Accel-Expires", "1").and("Cache-Control", "no-store"));
    }

    /**
     * Only the client keeps the answer.
     *
     * @param guarded whether it depends on the credentials
     */
    static Audience ownCache(boolean guarded, InstantSource clock) {
      return new Audience(
          clock,
          new CacheDirective("private", guarded, 3_600, 0),
          new CacheDirective("private", guarded, 60, 0),
          cache("private, no-cache", guarded),
          Fields.NO_STORE);
    }

    /** For a catch-up page. */
    public FixedFields page(boolean upToDate, Expiry expiry) {
      return upToDate ? atTail : complete.within(secondsLeft(expiry));
    }

    /** For data that a long-poll returns. */
    public FixedFields longPoll(Expiry expiry) {
      return longPoll.within(secondsLeft(expiry));
    }

    /** For a long-poll from an offset that returns no data. */
    public FixedFields nothingYet() {
      return nothingYet;
    }

    /** How long a stream that was used just now will live if it is not used again. */
    private long secondsLeft(Expiry expiry) {
      if (expiry instanceof Expiry.Never) {
        return Long.MAX_VALUE;
      }
      Instant now = clock.instant();
      return Math.max(0, Duration.between(now, expiry.deadlineAfter(now)).toSeconds());
    }
  }

  private static FixedFields cache(String value, boolean guarded) {
    FixedFields fields = FixedFields.of("Cache-Control", value);
    return guarded ? fields.and("Vary", "Authorization") : fields;
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
