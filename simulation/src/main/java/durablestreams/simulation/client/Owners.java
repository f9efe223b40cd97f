package durablestreams.simulation.client;

import static durablestreams.simulation.client.History.require;

import durablestreams.application.create.CreateCommand;
import durablestreams.application.create.CreateCommand.ForkOf;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.simulation.client.Client.Found;
import durablestreams.simulation.client.History.Content;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Roles of clients that own their streams: that delete and create them again, or fork others. */
public final class Owners {

  private static final int ROUNDS = 5;

  private Owners() {}

  /** The messages that each fork begins with. */
  public static final class Forks {
    private final Map<String, List<String>> inherited = new LinkedHashMap<>();

    /** A fork has exactly what it inherited, and then its own. */
    public void check(History history, Content fork) {
      List<String> prefix = inherited.get(fork.path);
      if (prefix != null) {
        int own = prefix.size();
        require(
            fork.messages.size() >= own && fork.messages.subList(0, own).equals(prefix),
            fork.path + " does not begin with what it inherited");
        for (String message : fork.messages.subList(own, fork.messages.size())) {
          require(
              history.pathOf(message).equals(fork.path),
              fork.path + " inherited " + message + " from after its fork point");
        }
      }
    }
  }

  /** Deletes a stream and creates it again. */
  public static void delete(Client client, Forks forks) {
    String path = "deleted";
    long before = 0;
    for (int round = 0; round < ROUNDS; round++) {
      client.think(300);
      CreateOutcome created = client.create(path, null, CreateCommand.NO_FORK);
      require(Writers.exists(created), path + " cannot be created: " + created);
      client.append(path, client.messages(path, 3), null, false);
      client.append(path, client.messages(path, 3), null, false);
      Found found = client.readAll(path);
      require(found.content() != null && found.key() != before, path + " is not a new stream");
      before = found.key();
      String fork = "fork-of-deleted-" + round;
      boolean forked = client.random(2) == 0;
      if (forked) {
        fork(client, found, fork, forks);
      }
      client.delete(path);
      isGone(client, path);
      if (forked) {
        Found read = client.readAll(fork);
        require(read.content() != null, fork + " is gone: " + read.last());
        client.delete(fork);
        isGone(client, fork);
      }
    }
  }

  private static void isGone(Client client, String path) {
    ReadOutcome outcome = client.readAll(path).last();
    require(
        outcome instanceof ReadOutcome.NotFound || outcome instanceof ReadOutcome.Gone,
        path + " was deleted: " + outcome);
    client
        .append(path, client.messages(path, 1), null, false)
        .ifPresent(answer ->
            require(
                answer instanceof AppendOutcome.NotFound || answer instanceof AppendOutcome.Gone,
                path + " was deleted: " + answer));
  }

  /** Forks a shared stream at places that were seen, and writes to the forks. */
  public static void fork(Client client, String source, Forks forks) {
    client.create(source, null, CreateCommand.NO_FORK);
    for (int round = 0; round < ROUNDS; round++) {
      client.think(600);
      Found found = client.readAll(source);
      String fork = "fork-" + round + "-of-" + source;
      fork(client, found, fork, forks);
      client.append(fork, client.messages(fork, 1 + client.random(4)), null, false);
      Found read = client.readAll(fork);
      require(read.content() != null, fork + " is gone: " + read.last());
      Writers.requireAll(read, client.history().acknowledged(fork));
    }
  }

  private static void fork(Client client, Found source, String path, Forks forks) {
    Content content = source.content();
    if (content == null) {
      throw new IllegalStateException("there is nothing to fork");
    }
    var places = List.copyOf(content.places.entrySet());
    var place = places.get(client.random(places.size()));
    forks.inherited.put(path, List.copyOf(content.messages.subList(0, place.getValue())));
    CreateOutcome outcome =
        client.create(
            path, null, new ForkOf(new StreamPath(content.path), Offset.parse(place.getKey()), 0));
    require(Writers.exists(outcome), path + " at " + place + ": " + outcome);
  }
}
