package durablestreams.adapters.http.subscription;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.errors.ErrorBody;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Body;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.adapters.http.stream.ControlRoutes;
import durablestreams.adapters.http.stream.StreamRoutes;
import durablestreams.application.access.Action;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.SubscriptionId;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;

/** Leads a request below {@code __ds} to its handler, by its method and its path alone. */
public final class SubscriptionRoutes implements ControlRoutes {

  private static final FixedFields CACHEABLE =
      FixedFields.of("Cache-Control", "public, max-age=300");
  private static final StreamPath ALL = new StreamPath("__ds/subscriptions");

  private static final int SUBSCRIPTION = 3;
  private static final int ACTION = 4;

  private final SubscriptionService service;
  private final Authorizer gate;
  private final SubscriptionHandler subscriptions;
  private final WorkerHandler workers;

  public SubscriptionRoutes(SubscriptionService service, Authorizer gate, MemoryBudget memory) {
    this.service = service;
    this.gate = gate;
    this.subscriptions = new SubscriptionHandler(service, gate, memory);
    this.workers = new WorkerHandler(service, gate, memory);
  }

  @Override
  public void handle(Exchange exchange, String raw) {
    try {
      route(exchange, raw.split("/", -1));
    } catch (ControlProblem e) {
      exchange.refused(e.code().name());
      send(exchange, e.code().status(), e.json());
    }
  }

  private void route(Exchange exchange, String[] segments) {
    String kind = segments.length < 2 ? "" : decoded(segments[1]);
    if (kind.equals("jwks.json") && segments.length == 2) {
      require(exchange, "GET, HEAD", "GET", "HEAD");
      exchange
          .respond(Status.OK_200)
          .add(CACHEABLE)
          .add(Fields.CONTENT_TYPE, "application/jwk-set+json")
          .send(Body.of(service.jwks().getBytes(StandardCharsets.UTF_8)));
    } else if (kind.equals("subscriptions") && segments.length == 2) {
      require(exchange, "GET, HEAD", "GET", "HEAD");
      gate.pass(exchange, Action.SUBSCRIBE, ALL);
      subscriptions.list(exchange);
    } else if (kind.equals("subscriptions") && segments.length >= SUBSCRIPTION) {
      SubscriptionId id = id(segments[2]);
      if (segments.length == SUBSCRIPTION) {
        subscription(exchange, id);
      } else {
        action(exchange, id, segments);
      }
    } else {
      throw nothingHere();
    }
  }

  private void subscription(Exchange exchange, SubscriptionId id) {
    require(exchange, "GET, HEAD, PUT, DELETE", "GET", "HEAD", "PUT", "DELETE");
    gate.pass(exchange, Action.SUBSCRIBE, id.controlPath());
    switch (exchange.method()) {
      case "PUT" -> subscriptions.create(exchange, id);
      case "DELETE" -> subscriptions.delete(exchange, id);
      default -> subscriptions.show(exchange, id);
    }
  }

  private void action(Exchange exchange, SubscriptionId id, String[] segments) {
    String action = decoded(segments[SUBSCRIPTION]);
    if (segments.length > ACTION) {
      if (!action.equals("streams")) {
        throw nothingHere();
      }
      require(exchange, "DELETE", "DELETE");
      gate.pass(exchange, Action.SUBSCRIBE, id.controlPath());
      subscriptions.unlink(exchange, id, joined(segments));
      return;
    }
    switch (action) {
      case "streams" -> {
        require(exchange, "POST", "POST");
        gate.pass(exchange, Action.SUBSCRIBE, id.controlPath());
        subscriptions.link(exchange, id);
      }
      case "claim" -> {
        require(exchange, "POST", "POST");
        workers.claim(exchange, id);
      }
      case "callback", "ack" -> {
        require(exchange, "POST", "POST");
        workers.acknowledge(exchange, id);
      }
      case "release" -> {
        require(exchange, "POST", "POST");
        workers.release(exchange, id);
      }
      default -> throw nothingHere();
    }
  }

  /** The rest of the path is the one of a stream, with its slashes escaped or not. */
  private static StreamPath joined(String[] segments) {
    StringBuilder rest = new StringBuilder(segments[ACTION]);
    for (int i = ACTION + 1; i < segments.length; i++) {
      rest.append('/').append(segments[i]);
    }
    return SubscriptionBody.path(decoded(rest.toString()));
  }

  private static String decoded(String raw) {
    try {
      return raw.isEmpty() ? "" : StreamPath.decode(raw).value();
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(ErrorCode.BAD_PATH, String.valueOf(e.getMessage()));
    }
  }

  private static SubscriptionId id(String raw) {
    try {
      return SubscriptionId.decode(raw);
    } catch (IllegalArgumentException e) {
      throw ControlProblem.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static HttpProblem nothingHere() {
    return new HttpProblem(ErrorCode.NOT_FOUND, "there is nothing at this path");
  }

  private static void require(Exchange exchange, String allowed, String... methods) {
    for (String method : methods) {
      if (exchange.method().equals(method)) {
        return;
      }
    }
    throw StreamRoutes.methodNotAllowed(allowed + ", OPTIONS");
  }

  static void send(Exchange exchange, Status status, String json) {
    exchange
        .respond(status)
        .add(Fields.NO_STORE)
        .add(Fields.CONTENT_TYPE, ErrorBody.JSON)
        .send(Body.of(json.getBytes(StandardCharsets.UTF_8)));
  }

  static void sendNothing(Exchange exchange) {
    exchange.respond(Status.NO_CONTENT_204).add(Fields.NO_STORE).send();
  }
}
