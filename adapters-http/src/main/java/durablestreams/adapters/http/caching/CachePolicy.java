package durablestreams.adapters.http.caching;

import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.adapters.http.settings.CacheMode;

/**
 * What caches are told about answers with data (protocol, section 10).
 *
 * <p>A page that ends before the tail never changes again, so it is kept long. A page at the tail
 * grows with the next append: a client must ask again, and shared caches may collapse those
 * questions for a moment. A long-poll answer has an address of its own, made by its cursor.
 * Everything else is not stored at all.
 */
public final class CachePolicy {

  private static final FixedFields LIVE =
      FixedFields.of("Cache-Control", "no-cache, no-transform").and("X-Accel-Buffering", "no");

  private final FixedFields complete;
  private final FixedFields atTail;
  private final FixedFields longPoll;
  private final FixedFields nothingYet;

  /**
   * @param guarded whether some reads are refused to some callers; then nothing is {@code public},
   *     since a cache does not ask
   */
  public CachePolicy(CacheMode mode, boolean guarded) {
    if (mode == CacheMode.SHARED && !guarded) {
      complete = cache("public, max-age=3600");
      atTail = cache("public, max-age=1");
      longPoll = cache("public, max-age=60, stale-while-revalidate=300");
      // For nginx alone, which reads this field instead and removes it: while one request waits
      // here, others wait at its lock, and without a moment in the cache the news that there is
      // none, or that the stream ended, would reach them one after the other. The cursor moves
      // on, or the stream has ended for good, so nobody meets that answer again.
      nothingYet = FixedFields.of("X-Accel-Expires", "1").and("Cache-Control", "no-store");
    } else {
      complete = forOne("private, max-age=3600", guarded);
      atTail = forOne("private, no-cache", guarded);
      longPoll = forOne("private, max-age=60", guarded);
      nothingYet = Fields.NO_STORE;
    }
  }

  private static FixedFields cache(String value) {
    return FixedFields.of("Cache-Control", value);
  }

  private static FixedFields forOne(String value, boolean guarded) {
    return guarded ? cache(value).and("Vary", "Authorization") : cache(value);
  }

  /** For a catch-up page. */
  public FixedFields page(boolean upToDate) {
    return upToDate ? atTail : complete;
  }

  /** For data that a long-poll returns. */
  public FixedFields longPoll() {
    return longPoll;
  }

  /** For a long-poll from an offset that returns no data. */
  public FixedFields nothingYet() {
    return nothingYet;
  }

  /** For an SSE connection, which no proxy may hold back. */
  public static FixedFields live() {
    return LIVE;
  }
}
