package durablestreams.simulation.server;

import durablestreams.application.assembly.StreamService;
import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.application.subscription.manage.CreateSubscriptionOutcome;
import durablestreams.application.subscription.manage.LinkStreamsOutcome;
import durablestreams.application.subscription.manage.ManageSubscriptions;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.simulation.client.Client;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.schedule.SimulationFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Role of a client that subscribes to streams by webhook, and the check that its receiver was woken
 * for every append since.
 */
final class Subscribers {

  private static final SubscriptionId ID = new SubscriptionId("subscription");
  private static final Duration LEASE = Duration.ofSeconds(1);

  /** Less than the time between two looks at all streams, which would find what was lost. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final SimulatedServer server;
  private final List<String> paths;

  /** Ends of the streams when the subscription was there; empty before. */
  private final Map<String, Offset> subscribedAt = new HashMap<>();

  Subscribers(SimulatedServer server, List<String> paths) {
    this.server = server;
    this.paths = paths;
  }

  /** Subscribes to all paths at once, or to the first, and links the others later. */
  void subscribe(Client client) {
    List<String> named = client.random(2) == 0 ? paths : paths.subList(0, 1);
    CreateSubscription command =
        new CreateSubscription(
            ID,
            new Delivery.Webhook("http://receiver/"),
            null,
            named.stream().map(StreamPath::new).toList(),
            LEASE,
            null,
            StreamScope.ALL);
    CreateSubscriptionOutcome outcome =
        client.repeat(() -> server.change(s -> server.subscriptions().manage().create(command)));
    if (!(outcome instanceof CreateSubscriptionOutcome.Created)
        && !(outcome instanceof CreateSubscriptionOutcome.Confirmed)) {
      throw new SimulationFailedException("not subscribed: " + outcome, null);
    }
    for (String path : paths) {
      if (!named.contains(path)) {
        client.think(300);
        link(client, path);
      }
      subscribedAt.put(path, end(client, path));
    }
  }

  private void link(Client client, String path) {
    List<StreamPath> streams = List.of(new StreamPath(path));
    LinkStreamsOutcome outcome =
        client.repeat(() ->
            server.change(s -> server.subscriptions().manage().link(ID, streams, StreamScope.ALL)));
    if (!(outcome instanceof LinkStreamsOutcome.Linked)) {
      throw new SimulationFailedException("not linked: " + outcome, null);
    }
  }

  private Offset end(Client client, String path) {
    return client.repeat(() -> server.read(service -> end(service, path)));
  }

  private static Offset end(StreamService service, String path) {
    StreamEnd end = new StreamEnds(service.lookup()).of(new StreamPath(path));
    return end == null ? Offset.START : end.tail();
  }

  /** Appends once more to each stream; a crash may follow before anything is announced. */
  void appendLast(Client client) {
    for (String path : paths) {
      client.append(path, client.messages(path, 1), null, false);
    }
  }

  /** The receiver has worked on everything that was appended. */
  void check(Client client) {
    Instant end = server.now().plus(LONGEST);
    while (!subscribedAt.isEmpty() && !isDone(client)) {
      if (server.now().isAfter(end)) {
        throw new SimulationFailedException(
            "a wake is lost: "
                + server.subscriptions().status()
                + " "
                + server.subscriptions().manage().find(ID),
            null);
      }
      Servers.pause(Duration.ofSeconds(1));
    }
  }

  private boolean isDone(Client client) {
    for (Map.Entry<String, Offset> subscribed : subscribedAt.entrySet()) {
      String path = subscribed.getKey();
      Offset tail = end(client, path);
      Offset done = server.receiver().done(path).orElse(Offset.START);
      if (tail.compareTo(subscribed.getValue()) > 0 && tail.compareTo(done) > 0) {
        return false;
      }
    }
    return client.repeat(() -> server.read(this::nothingIsPending));
  }

  private boolean nothingIsPending(StreamService service) {
    ManageSubscriptions manage = server.subscriptions().manage();
    Subscription found = manage.find(ID);
    StreamEnds ends = new StreamEnds(service.lookup());
    return found != null
        && manage.links(found).stream().noneMatch(link -> link.pending(ends.of(link.path())));
  }
}
