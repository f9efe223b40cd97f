package durablestreams.simulation.server;

import durablestreams.application.assembly.StreamService;
import durablestreams.application.create.CreateCommand;
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
import durablestreams.domain.subscription.WakeState;
import durablestreams.simulation.client.Client;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.schedule.SimulationFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Role of a client that subscribes to streams by webhook, several times, and the check that its
 * receiver was woken for every append since.
 */
final class Subscribers {

  private static final int SUBSCRIPTIONS = 4;

  /** More than the time after which all streams are looked at because a look has failed. */
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Between two appends to a stream that is being linked, about what a commit takes. */
  private static final int MOST_NANOS = 1_000_000;

  private static final Duration LEASE = Duration.ofSeconds(1);

  /** Less than the time between two looks at all streams, which would find what was lost. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final SimulatedServer server;
  private final List<String> paths;

  /** A stream that is known to be linked, and its end at that time. */
  private record Linked(SubscriptionId id, String path, Offset at) {}

  private final List<Linked> linked = new ArrayList<>();

  /** The stream that is being linked; empty while none is. */
  private String linking = "";

  private boolean done;

  Subscribers(SimulatedServer server, List<String> paths) {
    this.server = server;
    this.paths = paths;
  }

  /** Subscribes now and then, each time to a stream as well that no other subscription has. */
  void subscribe(Client client) {
    try {
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        String own = (i % 2 == 0 ? "linked-" : "linked-text-") + i;
        client.create(own, null, CreateCommand.NO_FORK);
        linking = own;
        subscribe(client, new SubscriptionId("subscription-" + i), own);
        linking = "";
        requireAwake(client, new SubscriptionId("subscription-" + i));
        client.think(600);
      }
    } finally {
      linking = "";
      done = true;
    }
  }

  /** A start finds what was lost, so this looks while one process runs. */
  private void requireAwake(Client client, SubscriptionId id) {
    SimulatedStore ofProcess = server.store();
    Instant end = server.now().plus(SOON);
    while (client.repeat(() -> server.read(service -> sleeps(service, id)))) {
      if (server.store() != ofProcess) {
        return;
      }
      if (server.now().isAfter(end)) {
        throw new SimulationFailedException(id + " is idle, and streams are pending", null);
      }
      Servers.pause(Duration.ofMillis(500));
    }
  }

  private boolean sleeps(StreamService service, SubscriptionId id) {
    Subscription found = server.subscriptions().manage().find(id);
    return found != null && found.state() instanceof WakeState.Idle && hasPending(service, found);
  }

  /** Appends to the stream that is being linked, as often as it can. */
  void append(Client client) {
    while (!done) {
      String path = linking;
      if (path.isEmpty()) {
        client.think(5);
      } else {
        client.append(path, client.messages(path, 1), null, false);
        Servers.pause(Duration.ofNanos(1 + client.random(MOST_NANOS)));
      }
    }
  }

  /**
   * Subscribes to streams at once, or links them later: to the own one and to busy ones, which wake
   * for it as well, or to the own one alone.
   */
  private void subscribe(Client client, SubscriptionId id, String own) {
    List<String> all =
        client.random(2) == 0
            ? List.of(own)
            : Stream.concat(paths.stream(), Stream.of(own)).toList();
    List<String> named = client.random(2) == 0 ? all : List.of("absent");
    CreateSubscription command =
        new CreateSubscription(
            id,
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
    for (String path : all) {
      if (!named.contains(path)) {
        client.think(30);
        link(client, id, path);
      }
      linked.add(new Linked(id, path, end(client, path)));
    }
  }

  private void link(Client client, SubscriptionId id, String path) {
    List<StreamPath> streams = List.of(new StreamPath(path));
    LinkStreamsOutcome outcome =
        client.repeat(() ->
            server.change(s -> server.subscriptions().manage().link(id, streams, StreamScope.ALL)));
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
    while (!isDone(client)) {
      if (server.now().isAfter(end)) {
        throw new SimulationFailedException(
            "a wake is lost: "
                + server.subscriptions().status()
                + " "
                + server.subscriptions().manage().list(null, SUBSCRIPTIONS),
            null);
      }
      Servers.pause(Duration.ofSeconds(1));
    }
  }

  private boolean isDone(Client client) {
    Map<String, Offset> ends = new HashMap<>();
    linked.forEach(link -> ends.computeIfAbsent(link.path(), path -> end(client, path)));
    for (Linked link : linked) {
      Offset tail = ends.getOrDefault(link.path(), Offset.START);
      Offset done = server.receiver().done(link.id().value(), link.path()).orElse(Offset.START);
      if (tail.compareTo(link.at()) > 0 && tail.compareTo(done) > 0) {
        return false;
      }
    }
    return client.repeat(() -> server.read(this::nothingIsPending));
  }

  private boolean nothingIsPending(StreamService service) {
    ManageSubscriptions manage = server.subscriptions().manage();
    return manage.list(null, SUBSCRIPTIONS).stream().noneMatch(found -> hasPending(service, found));
  }

  private boolean hasPending(StreamService service, Subscription subscription) {
    StreamEnds ends = new StreamEnds(service.lookup());
    return server.subscriptions().manage().links(subscription).stream()
        .anyMatch(link -> link.pending(ends.of(link.path())));
  }
}
