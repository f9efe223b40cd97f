package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.domain.stream.Expiry;
import java.time.Instant;

/**
 * Fields that say when a stream ends by itself. Pages have them as well as HEAD, because some
 * caches turn HEAD into GET.
 */
final class ExpiryFields {

  private ExpiryFields() {}

  static void add(Response response, Expiry expiry) {
    switch (expiry) {
      case Expiry.Never() -> {}
      case Expiry.Sliding(long seconds) -> response.add(Fields.STREAM_TTL, seconds);
      case Expiry.At(Instant instant) -> response.add(Fields.STREAM_EXPIRES_AT, instant.toString());
    }
  }
}
