package durablestreams.adapters.http.server;

import durablestreams.adapters.http.cluster.ClusterRequests;
import durablestreams.adapters.http.cluster.UnknownOutcomeException;
import durablestreams.adapters.http.connection.RequestHandler;
import durablestreams.adapters.http.connection.WatchedConnection;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.Http1Exchange;
import durablestreams.adapters.http.exchange.Http2Exchange;
import durablestreams.adapters.http.exchange.MountedExchange;
import durablestreams.adapters.http.exchange.ResponseDefaults;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.MalformedException;
import durablestreams.adapters.http.headers.RequestHead;
import durablestreams.adapters.http.limits.RateLimit;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.adapters.http.stream.StreamRoutes;
import durablestreams.application.DamagedException;
import durablestreams.application.InDoubtException;
import durablestreams.application.OverloadedException;
import durablestreams.application.UnavailableException;
import durablestreams.application.memory.ExceedsMemoryException;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.observe.log.AuditLog;
import durablestreams.application.observe.log.RateLimitedLog;
import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.Routing;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entry of every request: it becomes an exchange, is handled, and any failure on the way becomes an
 * answer here.
 *
 * <p>It stands in for Helidon's own routing, which matches a normalised path and knows nothing of
 * the way answers are written here.
 */
final class RequestRouting implements HttpRouting, Router, RequestHandler {

  private static final System.Logger LOG = System.getLogger(RequestRouting.class.getName());

  /** The same for all requests, so that a refusal does not fill in stack traces. */
  private static final CloseConnectionException REFUSED_STREAM =
      new CloseConnectionException(
          "too many requests are served",
          new Http2Exception(Http2ErrorCode.REFUSED_STREAM, "too many requests are served"));

  private final StreamRoutes routes;
  private final @Nullable ClusterRequests cluster;
  private final RateLimit<Long> rate;
  private final ResponseDefaults defaults;
  private final RequestObserver observer;
  private final RequestSpans spans;
  private final RateLimitedLog outages = new RateLimitedLog(LOG, Level.ERROR, System::nanoTime, 1);
  private final ErrorLog errors =
      new ErrorLog(new RateLimitedLog(LOG, Level.ERROR, System::nanoTime, 20));
  private final AuditLog audit = new AuditLog();
  private final HttpSecurity security = HttpSecurity.create();

  /**
   * @param cluster where requests are served; {@code null} for a single server
   * @param rate of requests of one client address
   */
  RequestRouting(
      StreamRoutes routes,
      @Nullable ClusterRequests cluster,
      RateLimit<Long> rate,
      ResponseDefaults defaults,
      RequestObserver observer,
      RequestSpans spans) {
    this.routes = routes;
    this.cluster = cluster;
    this.rate = rate;
    this.defaults = defaults;
    this.observer = observer;
    this.spans = spans;
  }

  /** A request over HTTP/2. */
  @Override
  public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
    WatchedConnection connection = (WatchedConnection) context;
    Exchange exchange = new Http2Exchange(connection, request, response, defaults);
    if (connection.isRefused(request.id())) {
      refuseStream(exchange);
    }
    serve(exchange, connection, request.id());
  }

  /** Without an answer, which would wait for a window of the client's. */
  private static void refuseStream(Exchange exchange) {
    exchange.refused("refused_stream");
    exchange.leave();
    throw REFUSED_STREAM;
  }

  @Override
  public boolean serve(WatchedConnection connection, RequestHead head) {
    return serve(new Http1Exchange(connection, head, defaults), connection, 0);
  }

  private boolean serve(Exchange exchange, WatchedConnection connection, int id) {
    long start = System.nanoTime();
    connection.requestStarted();
    try {
      spans.begin(exchange);
      return answer(exchange);
    } finally {
      connection.requestEnded(id);
      spans.end(exchange);
      observer.ended(exchange, System.nanoTime() - start);
    }
  }

  /** A request on a connection that belongs to an application. */
  void serve(MountedExchange exchange) {
    long start = System.nanoTime();
    try {
      spans.begin(exchange);
      answer(exchange);
    } finally {
      spans.end(exchange);
      observer.ended(exchange, System.nanoTime() - start);
    }
  }

  private boolean answer(Exchange exchange) {
    try {
      handle(exchange);
      return exchange.finish();
    } finally {
      exchange.leave();
    }
  }

  @Override
  public void refuse(WatchedConnection connection, RequestHead known, HttpProblem refusal) {
    Http1Exchange exchange = new Http1Exchange(connection, known, defaults);
    exchange.breakOff();
    exchange.refuse(refusal);
    exchange.finish();
    observer.ended(exchange, 0);
  }

  private void handle(Exchange exchange) {
    try {
      dispatch(exchange);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (HttpProblem e) {
      if (e.code() == ErrorCode.UNAUTHENTICATED || e.code() == ErrorCode.FORBIDDEN) {
        audit.refused(
            "%s %s from %s: %s"
                .formatted(
                    exchange.method(), exchange.rawPath(), exchange.address(), e.code().code()));
      }
      refuse(exchange, e);
    } catch (MalformedException e) {
      refuse(exchange, new HttpProblem(ErrorCode.BAD_HEADER, String.valueOf(e.getMessage())));
    } catch (OverloadedException e) {
      refuse(
          exchange,
          new HttpProblem(ErrorCode.OVERLOADED, "the server is busy: try again in a moment")
              .with(Fields.RETRY_AFTER, "1"));
    } catch (InsufficientMemoryException e) {
      refuse(
          exchange,
          new HttpProblem(
                  ErrorCode.INSUFFICIENT_MEMORY,
                  "the server has no memory to spare for this request: try again in a moment")
              .with(Fields.RETRY_AFTER, "1"));
    } catch (ExceedsMemoryException e) {
      refuse(exchange, exceedsMemory(e));
    } catch (InDoubtException e) {
      refuse(
          exchange,
          errors.problem(
              exchange,
              e,
              ErrorCode.OUTCOME_UNKNOWN,
              "the disk failed, and whether this was stored is not known: read the stream before"
                  + " you send it again"));
    } catch (UnknownOutcomeException e) {
      refuse(
          exchange,
          errors.problem(
              exchange,
              e,
              ErrorCode.OUTCOME_UNKNOWN,
              "the leader of the cluster did not answer, and whether this was stored is not known:"
                  + " read the stream before you send it again"));
    } catch (DamagedException e) {
      refuse(
          exchange,
          errors.problem(
              exchange,
              e,
              ErrorCode.DATA_DAMAGED,
              "what the server stored of this stream is damaged; its log tells more"));
    } catch (UnavailableException e) {
      outages.tell(exchange.method() + " " + exchange.rawPath() + ": " + e.getMessage());
      String message =
          e.isOutOfSpace()
              ? "the storage of the server is full, so nothing was stored: try again later"
              : "the server cannot reach its storage: try again later";
      refuse(
          exchange, new HttpProblem(ErrorCode.UNAVAILABLE, message).with(Fields.RETRY_AFTER, "5"));
    } catch (InterruptedException e) {
      throw new CloseConnectionException("interrupted", e);
    } catch (RuntimeException | Error e) {
      refuse(
          exchange,
          errors.problem(
              exchange, e, ErrorCode.INTERNAL, "the server could not do this; its log tells more"));
    }
  }

  private void dispatch(Exchange exchange) throws InterruptedException {
    ClusterRequests nodes = cluster;
    if (nodes == null) {
      take(exchange);
      routes.handle(exchange);
    } else if (!nodes.answersNode(exchange)) {
      take(exchange);
      nodes.serve(exchange, routes::handle);
    }
  }

  private void take(Exchange exchange) {
    int retryAfter = rate.limits() ? rate.take(exchange.clientKey()) : 0;
    if (retryAfter > 0) {
      throw StreamErrors.tooOften("too many requests from this address: slow down", retryAfter);
    }
  }

  private static HttpProblem exceedsMemory(ExceedsMemoryException e) {
    return new HttpProblem(
        ErrorCode.BODY_TOO_LARGE,
        "the messages of the body need %d bytes of memory, and a request gets at most %d: send fewer"
            .formatted(e.bytes(), e.limit()));
  }

  private static void refuse(Exchange exchange, HttpProblem refusal) {
    if (exchange.answered()) {
      throw new CloseConnectionException("the answer broke off", refusal);
    }
    exchange.refuse(refusal);
  }

  @Override
  public HttpSecurity security() {
    return security;
  }

  @Override
  public <T extends Routing> T routing(Class<T> type, T otherwise) {
    return type == HttpRouting.class ? type.cast(this) : otherwise;
  }

  @Override
  public List<? extends Routing> routings() {
    return List.of(this);
  }

  @Override
  public void beforeStart() {}

  @Override
  public void afterStart(io.helidon.webserver.WebServer server) {}

  @Override
  public void afterStop() {}
}
