package durablestreams.adapters.http.server;

import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.application.observe.trace.TraceSpan;
import durablestreams.application.observe.trace.Tracing;
import java.util.Set;

/**
 * Spans of requests, from the head to the end of the answer, with the attributes that the semantic
 * conventions of OpenTelemetry give to an HTTP server. Queries, bodies and credentials are in none.
 */
final class RequestSpans {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE");

  private static final int SERVER_ERROR = 500;

  private final Tracing tracing;

  RequestSpans(Tracing tracing) {
    this.tracing = tracing;
  }

  /** Begins the span of a request, on the thread that serves it. */
  void begin(Exchange exchange) {
    if (!tracing.isOn()) {
      return;
    }
    TraceSpan span = tracing.request(method(exchange), exchange.fields()::header);
    exchange.trace(span);
    if (span.isRecorded()) {
      span.attribute("http.request.method", known(exchange.method()));
      span.attribute("url.path", exchange.rawPath());
      span.attribute("url.scheme", exchange.isSecure() ? "https" : "http");
      span.attribute("client.address", exchange.address());
    }
  }

  /** Ends the span of a request; without one, this does nothing. */
  void end(Exchange exchange) {
    TraceSpan span = exchange.span();
    if (span == TraceSpan.NONE) {
      return;
    }
    if (span.isRecorded()) {
      describe(exchange, span);
    }
    span.close();
  }

  private static void describe(Exchange exchange, TraceSpan span) {
    String kind = exchange.kind().label();
    span.name(method(exchange) + " " + kind);
    span.attribute("durable_streams.operation", kind);
    if (!exchange.tenant().isEmpty()) {
      span.attribute("durable_streams.tenant", exchange.tenant());
    }
    span.attribute("durable_streams.response.bytes", exchange.sentBytes());
    int status = exchange.status();
    if (status > 0) {
      span.attribute("http.response.status_code", status);
    }
    if (status >= SERVER_ERROR) {
      span.failed(Integer.toString(status));
    }
  }

  /** The beginning of the name, of which there are few. */
  private static String method(Exchange exchange) {
    return METHODS.contains(exchange.method()) ? exchange.method() : "HTTP";
  }

  private static String known(String method) {
    return METHODS.contains(method) ? method : "_OTHER";
  }
}
