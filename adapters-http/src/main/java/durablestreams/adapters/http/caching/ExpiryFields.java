package durablestreams.adapters.http.caching;

import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.domain.stream.Expiry;
import java.time.Instant;

/**
 * Fields that say when a stream ends by itself. Answers to GET have them as well as those to HEAD,
 * because some caches turn one into the other.
 */
public final class ExpiryFields {

  private ExpiryFields() {}

  /** Adds what is configured. */
  public static Response add(Response response, Expiry expiry) {
    return switch (expiry) {
      case Expiry.Never() -> response;
      case Expiry.Sliding(long seconds) -> response.add(Fields.STREAM_TTL, seconds);
      case Expiry.At(Instant instant) -> response.add(Fields.STREAM_EXPIRES_AT, instant.toString());
    };
  }
}
