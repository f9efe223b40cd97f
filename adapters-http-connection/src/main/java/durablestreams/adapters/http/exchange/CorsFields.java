package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.headers.FixedFields;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields that every answer has so that browsers may read it, and read it safely (protocol,
 * section 12.7).
 */
public final class CorsFields {

  static final String EXPOSED =
      "Stream-Next-Offset, Stream-Earliest-Offset, Stream-Cursor, Stream-Up-To-Date, "
          + "Stream-Closed, Stream-Seq, Stream-TTL, "
          + "Stream-Expires-At, Stream-SSE-Data-Encoding, ETag, Location, Producer-Epoch, "
          + "Producer-Seq, Producer-Expected-Seq, Producer-Received-Seq, Retry-After, "
          + "Server-Timing";

  private static final String ALLOWED =
      "Content-Type, Authorization, If-Match, If-None-Match, Last-Event-ID, Stream-Seq, Stream-TTL, "
          + "Stream-Expires-At, Stream-Closed, Stream-Forked-From, Stream-Fork-Offset, Stream-Fork-Sub-Offset, "
          + "Producer-Id, Producer-Epoch, Producer-Seq, X-Debug-Timing, *";

  private static final FixedFields SECURITY =
      FixedFields.of("X-Content-Type-Options", "nosniff")
          .and("Cross-Origin-Resource-Policy", "cross-origin");

  private static final FixedFields PREFLIGHT =
      FixedFields.of("Access-Control-Allow-Methods", "GET, HEAD, PUT, POST, DELETE, OPTIONS")
          .and("Access-Control-Allow-Headers", ALLOWED)
          .and("Access-Control-Max-Age", "86400");

  private final boolean anyOrigin;
  private final FixedFields always;
  private final Map<String, FixedFields> byOrigin = new HashMap<>();

  /**
   * @param origins those that may read answers; {@code *} for all
   */
  public CorsFields(Set<String> origins) {
    anyOrigin = origins.contains("*");
    if (anyOrigin) {
      always = allowed(SECURITY, "*");
    } else {
      always = origins.isEmpty() ? SECURITY : SECURITY.and("Vary", "Origin");
      origins.forEach(origin -> byOrigin.put(origin, allowed(always, origin)));
    }
  }

  private static FixedFields allowed(FixedFields base, String origin) {
    return base.and("Access-Control-Allow-Origin", origin)
        .and("Access-Control-Expose-Headers", EXPOSED);
  }

  /** Whether the fields depend on who asks. */
  boolean dependOnOrigin() {
    return !anyOrigin;
  }

  /**
   * The fields for an answer to a page of {@code origin}; what is not from a browser has the empty
   * origin.
   */
  public FixedFields answer(String origin) {
    return anyOrigin ? always : byOrigin.getOrDefault(origin, always);
  }

  /** What an answer to OPTIONS has besides. */
  public static FixedFields preflight() {
    return PREFLIGHT;
  }
}
