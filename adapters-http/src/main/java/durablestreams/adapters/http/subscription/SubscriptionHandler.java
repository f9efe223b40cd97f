package durablestreams.adapters.http.subscription;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.application.access.Action;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.application.subscription.manage.CreateSubscriptionOutcome;
import durablestreams.application.subscription.manage.LinkStreamsOutcome;
import durablestreams.application.subscription.manage.ManageSubscriptions;
import durablestreams.application.subscription.manage.Scopes;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import io.helidon.http.Status;
import java.util.List;

/** Handler of the requests that manage subscriptions and their links to streams. */
final class SubscriptionHandler {

  private static final int PAGE = 100;

  /** About what a link takes on the heap and in an answer, with a path of usual length. */
  private static final long LINK_BYTES = 800;

  private final ManageSubscriptions manage;
  private final SubscriptionJson json;
  private final Authorizer authorizer;
  private final MemoryBudget memory;

  SubscriptionHandler(SubscriptionService service, Authorizer authorizer, MemoryBudget memory) {
    this.manage = service.manage();
    this.json = new SubscriptionJson(service);
    this.authorizer = authorizer;
    this.memory = memory;
  }

  void create(Exchange exchange, SubscriptionId id) {
    StreamScope scope = scope(exchange);
    CreateSubscription command = SubscriptionBody.command(id, ControlBody.of(exchange), scope);
    if (command.delivery() instanceof Delivery.PullWake(StreamPath wakeStream)) {
      authorizer.pass(exchange, Action.APPEND, wakeStream);
    }
    switch (manage.create(command)) {
      case CreateSubscriptionOutcome.Created(Subscription created) ->
          show(exchange, Status.CREATED_201, created);
      case CreateSubscriptionOutcome.Confirmed(Subscription confirmed) ->
          show(exchange, Status.OK_200, confirmed);
      case CreateSubscriptionOutcome.Conflict() ->
          throw new ControlProblem(
              ControlCode.SUBSCRIPTION_ALREADY_EXISTS,
              "the subscription exists with another configuration: delete it first");
      case CreateSubscriptionOutcome.UrlRejected(String reason) ->
          throw new ControlProblem(ControlCode.WEBHOOK_URL_REJECTED, reason);
      case CreateSubscriptionOutcome.WakeStreamLinked() -> throw wakeStreamLinked();
      case CreateSubscriptionOutcome.OutOfScope(StreamPath path) -> throw outOfScope(path);
      case CreateSubscriptionOutcome.TooManyLinks(int limit) -> throw tooManyLinks(limit);
      case CreateSubscriptionOutcome.TooManySubscriptions(int limit) ->
          throw new ControlProblem(
              ControlCode.TOO_MANY_SUBSCRIPTIONS,
              "the server has at most " + limit + " subscriptions: delete some first");
    }
  }

  private StreamScope scope(Exchange exchange) {
    return Scopes.of(authorizer.readable(exchange));
  }

  private static ControlProblem wakeStreamLinked() {
    return ControlProblem.invalid("the wake stream of a subscription cannot be linked to it");
  }

  private static ControlProblem outOfScope(StreamPath path) {
    return new ControlProblem(
        ControlCode.STREAM_FORBIDDEN, "this token does not allow to read the stream " + path);
  }

  private static ControlProblem tooManyLinks(int limit) {
    return new ControlProblem(
        ControlCode.TOO_MANY_LINKS,
        "a subscription has at most " + limit + " streams: use several subscriptions");
  }

  void show(Exchange exchange, SubscriptionId id) {
    Subscription subscription = manage.find(id);
    if (subscription == null) {
      throw ControlProblem.notFound();
    }
    show(exchange, Status.OK_200, subscription);
  }

  private void show(Exchange exchange, Status status, Subscription subscription) {
    long bytes = LINK_BYTES * (manage.countLinks(subscription.id()) + 1);
    Lease lease = memory.tryTake(Share.RESPONSES, bytes);
    if (lease == null) {
      throw new InsufficientMemoryException();
    }
    try (lease) {
      String text = json.subscription(subscription, manage.links(subscription));
      SubscriptionRoutes.send(exchange, status, text);
    }
  }

  void list(Exchange exchange) {
    String after = ListQuery.after(exchange.rawQuery());
    List<Subscription> found =
        manage.list(after.isEmpty() ? null : new SubscriptionId(after), PAGE + 1);
    boolean more = found.size() > PAGE;
    String text = json.list(more ? found.subList(0, PAGE) : found, more);
    SubscriptionRoutes.send(exchange, Status.OK_200, text);
  }

  void delete(Exchange exchange, SubscriptionId id) {
    manage.delete(id);
    SubscriptionRoutes.sendNothing(exchange);
  }

  void link(Exchange exchange, SubscriptionId id) {
    StreamScope scope = scope(exchange);
    List<StreamPath> streams = SubscriptionBody.streams(ControlBody.of(exchange));
    switch (manage.link(id, streams, scope)) {
      case LinkStreamsOutcome.Linked() -> SubscriptionRoutes.sendNothing(exchange);
      case LinkStreamsOutcome.NotFound() -> throw ControlProblem.notFound();
      case LinkStreamsOutcome.WakeStreamLinked() -> throw wakeStreamLinked();
      case LinkStreamsOutcome.OutOfScope(StreamPath path) -> throw outOfScope(path);
      case LinkStreamsOutcome.TooManyLinks(int limit) -> throw tooManyLinks(limit);
    }
  }

  void unlink(Exchange exchange, SubscriptionId id, StreamPath path) {
    if (!manage.unlink(id, path)) {
      throw ControlProblem.notFound();
    }
    SubscriptionRoutes.sendNothing(exchange);
  }
}
