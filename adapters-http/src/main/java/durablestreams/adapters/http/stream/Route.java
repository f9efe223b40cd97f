package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.domain.stream.StreamPath;

/** Handler of one kind of request to a stream. */
@FunctionalInterface
interface Route {
  void handle(Exchange exchange, StreamPath path) throws InterruptedException;
}
