package durablestreams.simulation.client;

import static durablestreams.simulation.client.History.require;

import durablestreams.application.assembly.StreamService;
import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import durablestreams.simulation.client.Client.Found;
import durablestreams.simulation.client.History.Content;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Roles of clients that read: from any offset they know, and live. */
public final class Readers {

  private static final int ROUNDS = 15;

  private Readers() {}

  /** Reads from the beginning, or from any offset that was ever seen. */
  public static void read(Client client, List<String> paths) {
    for (int round = 0; round < ROUNDS; round++) {
      client.think(250);
      String path = paths.get(client.random(paths.size()));
      Set<String> before = client.history().acknowledged(path);
      List<Map.Entry<Long, Content>> known =
          client.history().contents().entrySet().stream()
              .filter(content -> content.getValue().path.equals(path))
              .toList();
      if (known.isEmpty() || known.getLast().getValue().places.isEmpty() || client.random(3) == 0) {
        Writers.requireAll(client.readAll(path), before);
        continue;
      }
      Map.Entry<Long, Content> last = known.getLast();
      var places = List.copyOf(last.getValue().places.entrySet());
      var place = places.get(client.random(places.size()));
      Found found = client.read(path, Client.at(place.getKey()), place.getValue(), last.getKey());
      require(found.content() != null, path + " from " + place + ": " + found.last());
      Writers.requireAll(found, before);
    }
  }

  /** Follows a stream across restarts of the server. */
  public static void follow(Client client, String path) {
    var position = new Position(client, path);
    for (int round = 0; round < ROUNDS; round++) {
      client.think(100);
      int steps = 1 + client.random(6);
      client.repeat(() -> client.servers().read(s -> position.follow(s, steps)));
    }
  }

  /** Where a live reader is; it goes on from there after every failure. */
  private static final class Position {
    private final Client client;
    private final String path;
    private final TextPlaces texts = new TextPlaces(0);
    private OffsetParameter from = new OffsetParameter.Beginning();

    Position(Client client, String path) {
      this.client = client;
      this.path = path;
    }

    boolean follow(StreamService service, int steps) {
      FollowOutcome outcome =
          service.follow().follow(new StreamPath(path), from, Delivery.BYTES, Client.OFF);
      switch (outcome) {
        case FollowOutcome.Opened(LiveReader reader) -> {
          try (reader) {
            for (int step = 0; step < steps && next(reader); step++) {}
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
        case FollowOutcome.NotFound() when from instanceof OffsetParameter.Beginning -> {}
        default -> require(false, "a live reader of " + path + " from " + from + " got " + outcome);
      }
      return true;
    }

    private boolean next(LiveReader reader) throws InterruptedException {
      return switch (reader.next(Duration.ofMillis(400))) {
        case LiveStep.Data data -> {
          saw(reader.key().value(), data);
          data.close();
          yield !data.closed();
        }
        case LiveStep.Timeout(Offset next, var ignored) -> at(next);
        case LiveStep.Stopping ignored -> false;
        case LiveStep other -> {
          require(false, "a live reader of " + path + " got " + other);
          yield false;
        }
      };
    }

    private void saw(long key, LiveStep.Data data) {
      Content content = client.history().content(key, path);
      for (LiveBatch batch : data.batches()) {
        texts.saw(client.history(), content, batch.messages(), batch.next(), false);
        from = new OffsetParameter.At(batch.next());
      }
    }

    private boolean at(Offset next) {
      require(
          !(from instanceof OffsetParameter.At(Offset reached)) || reached.equals(next),
          "a live reader of " + path + " is at " + next + " and not at " + from);
      return true;
    }
  }
}
