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
 * What an operator asks of the server itself: {@code /health}, which is always open and says {@code
 * ok}, and {@code /status}, a JSON object. Where a policy guards reads, the status is for those who
 * may read the registry, since it speaks of all tenants.
 */
public final class ServiceRoutes {

  private static final byte[] OK = "ok\n".getBytes(StandardCharsets.US_ASCII);

  private final Authorizer gate;
  private final Supplier<String> status;

  /**
   * @param status makes the JSON object
   */
  public ServiceRoutes(Authorizer gate, Supplier<String> status) {
    this.gate = gate;
    this.status = status;
  }

  void handle(Exchange exchange, String path) {
    switch (path) {
      case "/health" -> {
        requireReading(exchange);
        answer(exchange, "text/plain; charset=utf-8", OK);
      }
      case "/status" -> {
        requireReading(exchange);
        if (gate.guardsReads()) {
          gate.pass(exchange, Action.READ, SystemStreams.REGISTRY);
        }
        answer(exchange, "application/json", status.get().getBytes(StandardCharsets.UTF_8));
      }
      default -> throw new HttpProblem(ErrorCode.NOT_FOUND, "there is nothing at this path");
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
