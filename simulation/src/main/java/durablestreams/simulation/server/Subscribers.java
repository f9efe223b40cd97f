package durablestreams.simulation.server;

import durablestreams.application.assembly.StreamService;
import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.application.subscription.manage.CreateSubscriptionOutcome;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import durablestreams.domain.subscription.StreamScope;
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

  void subscribe(Client client) {
    CreateSubscription command =
        new CreateSubscription(
            ID,
            new Delivery.Webhook("http://receiver/"),
            null,
            paths.stream().map(StreamPath::new).toList(),
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
      subscribedAt.put(path, end(client, path));
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
    return true;
  }
}
