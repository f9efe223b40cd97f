package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Body;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.application.access.Action;
import durablestreams.domain.stream.SystemStreams;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Routes of the server itself: {@code /}, a page of text that lists what is where, {@code /health},
 * which says {@code ok}, and {@code /status}, a JSON object. The first two are always open. Where a
 * policy guards reads, the status is for those who may read the registry, since it speaks of all
 * tenants.
 */
public final class ServiceRoutes {

  private static final byte[] OK = "ok\n".getBytes(StandardCharsets.US_ASCII);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String INDEX =
      """
      Durable Streams: append-only streams over HTTP

      %s{name}  a stream: PUT creates it, POST appends, GET reads, HEAD describes, DELETE deletes
      /health  "ok" while requests are served
      /status  what the server holds, as JSON

      The protocol: https://github.com/durable-streams/durable-streams
      """;

  private final String rootPrefix;
  private final byte[] index;
  private final Authorizer authorizer;
  private final Supplier<String> status;

  /**
   * @param rootPrefix the URL path under which streams live, with a slash at its end
   * @param status makes the JSON object
   */
  public ServiceRoutes(String rootPrefix, Authorizer authorizer, Supplier<String> status) {
    this.rootPrefix = rootPrefix;
    this.index = INDEX.formatted(rootPrefix).getBytes(StandardCharsets.UTF_8);
    this.authorizer = authorizer;
    this.status = status;
  }

  void handle(Exchange exchange, String path) {
    switch (path) {
      case "/" -> {
        requireReading(exchange);
        answer(exchange, TEXT, index);
      }
      case "/health" -> {
        requireReading(exchange);
        answer(exchange, TEXT, OK);
      }
      case "/status" -> {
        requireReading(exchange);
        if (authorizer.guardsReads()) {
          authorizer.pass(exchange, Action.READ, SystemStreams.REGISTRY);
        }
        answer(exchange, "application/json", status.get().getBytes(StandardCharsets.UTF_8));
      }
      default ->
          throw new HttpProblem(
              ErrorCode.NOT_FOUND,
              "there is nothing at this path: streams are at " + rootPrefix + "{name}");
    }
  }

  private static void requireReading(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw StreamRoutes.methodNotAllowed("GET, HEAD, OPTIONS");
    }
  }

  private static void answer(Exchange exchange, String type, byte[] body) {
    exchange
        .respond(Status.OK_200)
        .add(Fields.NO_STORE)
        .add(Fields.CONTENT_TYPE, type)
        .send(Body.of(body));
  }
}
