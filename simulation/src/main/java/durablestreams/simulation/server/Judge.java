package durablestreams.simulation.server;

import static durablestreams.simulation.client.History.require;

import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import durablestreams.simulation.client.Client;
import durablestreams.simulation.client.Client.Found;
import durablestreams.simulation.client.History.Content;
import durablestreams.simulation.client.Owners;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.client.Writers;
import durablestreams.simulation.schedule.SimulationFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks at the end of a run, when all faults are over. */
final class Judge {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Pattern EVENT =
      Pattern.compile("\"key\":\"([^\"]*)\".*?\"operation\":\"([a-z]*)\"");

  private final Client client;
  private final SimulatedServer server;
  private final Outages outages;
  private final Owners.Forks forks;
  private final Subscribers subscribers;

  Judge(
      Client client,
      SimulatedServer server,
      Outages outages,
      Owners.Forks forks,
      Subscribers subscribers) {
    this.client = client;
    this.server = server;
    this.outages = outages;
    this.forks = forks;
    this.subscribers = subscribers;
  }

  void judge() {
    if (!server.isUp() && !outages.isPlanned()) {
      throw new IllegalStateException("nothing starts the server");
    }
    settle();
    everyStreamIsWhole();
    subscribers.check(client);
    subscribers.appendLast(client);
    // What was acknowledged survives one more power cut.
    outages.crash(true);
    settle();
    everyStreamIsWhole();
    subscribers.check(client);
    if (!server.archive().hasLied()) {
      theRegistryIsRight();
    }
    nothingIsOrphaned();
    server.stop();
  }

  /** Waits until all background work is done. */
  private void settle() {
    Instant end = server.now().plus(LONGEST);
    while (!isSettled()) {
      require(server.now().isBefore(end), "background work does not end: " + work());
      Servers.pause(Duration.ofMillis(500));
    }
  }

  private boolean isSettled() {
    return !outages.isPlanned() && server.isUp() && work().isEmpty();
  }

  private String work() {
    if (!server.isUp()) {
      return "the server does not start";
    }
    MaintenanceQueue queue = server.store().queue();
    Instant never = server.now().plus(Duration.ofDays(1));
    if (!queue.announcements(1).isEmpty()) {
      return "events are not projected";
    }
    List<StreamKey> open = queue.openSegments(SealCutoff.of(never, never, never), 10);
    if (!open.isEmpty()) {
      return "open segments: " + open;
    }
    if (!queue.pendingSegments(0, 1, 1).isEmpty()) {
      return "segments are pending upload";
    }
    if (!server.store().rows().isTidy()) {
      return "rows of the hot log are not reclaimed";
    }
    if (server.archive().hasLied()) {
      // A compaction of an object that cannot be read is tried again and again.
      return "";
    }
    List<String> garbage = queue.garbageObjects(10);
    return garbage.isEmpty()
        ? String.join(", ", queue.removableObjects(never, 10))
        : String.join(", ", garbage);
  }

  private void everyStreamIsWhole() {
    if (server.archive().hasLied()) {
      // What it has lied about is lost; that no reader saw wrong bytes was checked all along.
      return;
    }
    Map<Long, Content> contents = client.history().contents();
    for (StreamPath path : paths()) {
      Set<String> acknowledged = client.history().acknowledged(path.value());
      Found found = client.readAll(path.value());
      Content content = found.content();
      if (content == null) {
        require(path.value().equals("expiring"), path + " is not there: " + found.last());
        continue;
      }
      if (path.value().startsWith("shared") || path.value().startsWith("closed")) {
        Writers.requireAll(found, acknowledged);
      }
      client.history().checkAcknowledged(content);
      everyOffsetReadsOn(path.value(), found);
    }
    for (String path : List.of("shared", "shared-text")) {
      require(
          contents.values().stream().anyMatch(content -> content.path.equals(path)),
          path + " is not there");
    }
    contents.values().forEach(content -> forks.check(client.history(), content));
    client.history().checkOnce();
  }

  private void everyOffsetReadsOn(String path, Found found) {
    Content content = Objects.requireNonNull(found.content());
    for (Map.Entry<String, Integer> place : List.copyOf(content.places.entrySet())) {
      if (client.random(4) == 0) {
        Found rest = client.read(path, Client.at(place.getKey()), place.getValue(), found.key());
        require(rest.content() == content, path + " from " + place + ": " + rest.last());
      }
    }
  }

  private Set<StreamPath> paths() {
    StreamDirectory directory = server.store().directory();
    Set<StreamPath> paths = new HashSet<>(directory.livePaths("", "", 10_000));
    paths.remove(SystemStreams.REGISTRY);
    return new TreeSet<>(paths);
  }

  /** The events of the registry add up to the streams that are there. */
  private void theRegistryIsRight() {
    Instant end = server.now().plus(Duration.ofMinutes(1));
    Set<StreamPath> named = ofTheRegistry();
    while (!named.equals(paths())) {
      // A stream may expire meanwhile.
      require(server.now().isBefore(end), "the registry names " + named + ", there are " + paths());
      Servers.pause(Duration.ofSeconds(1));
      named = ofTheRegistry();
    }
  }

  private Set<StreamPath> ofTheRegistry() {
    Set<StreamPath> named = new TreeSet<>();
    OffsetParameter from = new OffsetParameter.Beginning();
    while (true) {
      ReadOutcome outcome = client.page(SystemStreams.REGISTRY.value(), from);
      if (outcome instanceof ReadOutcome.Trimmed) {
        named.clear();
        from = new OffsetParameter.Beginning();
        continue;
      }
      if (!(outcome instanceof ReadOutcome.Page page)) {
        throw new SimulationFailedException("the registry cannot be read: " + outcome, null);
      }
      Matcher event = EVENT.matcher(Client.text(page.batches(), true));
      while (event.find()) {
        StreamPath path = new StreamPath(event.group(1));
        if (event.group(2).equals("insert")) {
          named.add(path);
        } else {
          named.remove(path);
        }
      }
      if (page.upToDate()) {
        return named;
      }
      from = new OffsetParameter.At(page.next());
    }
  }

  /** Every object in the archive belongs to a stream. */
  private void nothingIsOrphaned() {
    StreamDirectory directory = server.store().directory();
    Set<String> known = new HashSet<>();
    for (StreamKey key : directory.keysWithObjects(0, 10_000)) {
      directory.objectsFrom(key, -1, 10_000).forEach(object -> known.add(object.name()));
    }
    MaintenanceQueue queue = server.store().queue();
    known.addAll(queue.garbageObjects(10_000));
    known.addAll(queue.removableObjects(server.now().plus(Duration.ofDays(1)), 10_000));
    for (String name : server.archive().names()) {
      require(known.contains(name), "nothing refers to object " + name);
    }
  }
}
