package durablestreams.adapters.http.server;

import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.observe.AccessLog;
import durablestreams.adapters.http.observe.RequestMetrics;
import durablestreams.adapters.http.observe.TraceParent;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Observer of each request that has ended: counts it, and logs it if there is an access log. */
final class RequestObserver {

  private final RequestMetrics metrics;
  private final @Nullable AccessLog log;
  private final InstantSource clock;

  RequestObserver(RequestMetrics metrics, @Nullable AccessLog log, InstantSource clock) {
    this.metrics = metrics;
    this.log = log;
    this.clock = clock;
  }

  void ended(Exchange exchange, long nanos) {
    metrics.ended(exchange.kind(), exchange.status(), nanos, exchange.sentBytes());
    if (log != null) {
      log.ended(
          new AccessLog.Entry(
              clock.instant(),
              exchange.address(),
              exchange.method(),
              exchange.rawPath(),
              exchange.status(),
              exchange.sentBytes(),
              nanos,
              exchange.tenant(),
              traceId(exchange),
              exchange.forwardedTo()));
    }
  }

  private static String traceId(Exchange exchange) {
    String own = exchange.span().traceId();
    return own.isEmpty() ? TraceParent.traceId(exchange.fields().joined(Fields.TRACEPARENT)) : own;
  }
}
