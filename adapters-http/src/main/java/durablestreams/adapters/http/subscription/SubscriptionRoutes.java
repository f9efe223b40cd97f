package durablestreams.adapters.http.subscription;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.cluster.Placement;
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

/** Router by method and path of requests below {@code __ds}. */
public final class SubscriptionRoutes implements ControlRoutes {

  private static final FixedFields CACHEABLE =
      FixedFields.of("Cache-Control", "public, max-age=300");
  private static final StreamPath ALL = new StreamPath("__ds/subscriptions");

  private static final int SUBSCRIPTION = 3;
  private static final int ACTION = 4;

  private final SubscriptionService service;
  private final Authorizer authorizer;
  private final Placement placement;
  private final SubscriptionHandler subscriptions;
  private final WorkerHandler workers;

  public SubscriptionRoutes(
      SubscriptionService service,
      Authorizer authorizer,
      Placement placement,
      MemoryBudget memory) {
    this.service = service;
    this.authorizer = authorizer;
    this.placement = placement;
    this.subscriptions = new SubscriptionHandler(service, authorizer, memory);
    this.workers = new WorkerHandler(service, memory);
  }

  @Override
  public void handle(Exchange exchange, String raw) throws InterruptedException {
    try {
      route(exchange, raw.split("/", -1));
    } catch (ControlProblem e) {
      exchange.refused(e.code().name());
      send(exchange, e.code().status(), e.json());
    }
  }

  private void route(Exchange exchange, String[] segments) throws InterruptedException {
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
      authorizer.pass(exchange, Action.SUBSCRIBE, ALL);
      if (!isServedElsewhere(exchange)) {
        subscriptions.list(exchange);
      }
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

  private void subscription(Exchange exchange, SubscriptionId id) throws InterruptedException {
    require(exchange, "GET, HEAD, PUT, DELETE", "GET", "HEAD", "PUT", "DELETE");
    authorizer.pass(exchange, Action.SUBSCRIBE, id.controlPath());
    if (isServedElsewhere(exchange)) {
      return;
    }
    switch (exchange.method()) {
      case "PUT" -> subscriptions.create(exchange, id);
      case "DELETE" -> subscriptions.delete(exchange, id);
      default -> subscriptions.show(exchange, id);
    }
  }

  /**
   * Whether a request that was let through was forwarded; otherwise this node may serve it. Reads
   * are too: only the leader has what subscriptions do now in memory.
   */
  private boolean isServedElsewhere(Exchange exchange) throws InterruptedException {
    if (placement.forwards(exchange)) {
      return true;
    }
    if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
      placement.awaitPresent(exchange);
    }
    return false;
  }

  private void action(Exchange exchange, SubscriptionId id, String[] segments)
      throws InterruptedException {
    String action = decoded(segments[SUBSCRIPTION]);
    if (segments.length > ACTION) {
      if (!action.equals("streams")) {
        throw nothingHere();
      }
      require(exchange, "DELETE", "DELETE");
      authorizer.pass(exchange, Action.SUBSCRIBE, id.controlPath());
      if (!placement.forwards(exchange)) {
        subscriptions.unlink(exchange, id, joined(segments));
      }
      return;
    }
    switch (action) {
      case "streams" -> admit(exchange, Action.SUBSCRIBE, id);
      case "claim" -> admit(exchange, Action.CLAIM, id);
      case "callback", "ack", "release" -> require(exchange, "POST", "POST");
      default -> throw nothingHere();
    }
    if (placement.forwards(exchange)) {
      return;
    }
    switch (action) {
      case "streams" -> subscriptions.link(exchange, id);
      case "claim" -> workers.claim(exchange, id);
      case "release" -> workers.release(exchange, id);
      default -> workers.acknowledge(exchange, id);
    }
  }

  private void admit(Exchange exchange, Action action, SubscriptionId id) {
    require(exchange, "POST", "POST");
    authorizer.pass(exchange, action, id.controlPath());
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
