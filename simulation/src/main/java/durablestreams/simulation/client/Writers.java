package durablestreams.simulation.client;

import static durablestreams.simulation.client.History.require;

import durablestreams.application.create.CreateCommand;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.Expiry;
import durablestreams.simulation.client.Client.Found;
import durablestreams.simulation.client.History.Append;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Roles of clients that write: to shared streams, to ones that they close, to ones that expire. */
public final class Writers {

  private static final int ROUNDS = 12;

  private Writers() {}

  /** Appends to a shared stream, each message once. */
  public static void append(Client client, String path) {
    client.create(path, null, CreateCommand.NO_FORK);
    for (int round = 0; round < ROUNDS; round++) {
      client.think(200);
      client.append(path, client.messages(path, 1 + client.random(3)), null, false);
      if (client.random(4) == 0) {
        readsItsWrites(client, path);
      }
    }
  }

  /** Appends as a producer, which repeats until it is told that the messages are there. */
  public static void produce(Client client, String path) {
    client.create(path, null, CreateCommand.NO_FORK);
    for (int seq = 0; seq < ROUNDS; seq++) {
      client.think(200);
      Append append = client.history().begin(path, client.messages(path, 1 + client.random(2)));
      while (!append.stored) {
        var outcome = client.append(append, new ProducerStamp(client.name(), 0, seq), false);
        outcome.ifPresent(answer -> require(append.stored, "a producer got " + answer));
        client.think(60);
      }
      if (client.random(4) == 0) {
        readsItsWrites(client, path);
      }
    }
  }

  private static void readsItsWrites(Client client, String path) {
    Set<String> before = client.history().acknowledged(path);
    Found found = client.readAll(path);
    require(found.content() != null, path + " is gone: " + found.last());
    requireAll(found, before);
  }

  /** What was acknowledged before a read began is in what it found. */
  public static void requireAll(Found found, Set<String> messages) {
    if (found.content() != null) {
      Set<String> missing = new TreeSet<>(messages);
      found.content().messages.forEach(missing::remove);
      require(missing.isEmpty(), "acknowledged but lost: " + missing);
    }
  }

  /** Closes streams, and finds that they stay closed. */
  public static void close(Client client) {
    for (int round = 0; round < ROUNDS / 3; round++) {
      client.think(300);
      String path = (client.random(2) == 0 ? "closed-" : "closed-text-") + round;
      client.create(path, null, CreateCommand.NO_FORK);
      client.append(path, client.messages(path, 2), null, false);
      if (client.random(2) == 0) {
        client.append(path, client.messages(path, 1), null, true);
      }
      boolean closed = false;
      while (!closed) {
        Append nothing = client.history().begin(path, List.of());
        closed = client.append(nothing, null, true).map(Writers::isClosed).orElse(false);
        client.think(50);
      }
      Found found = client.readAll(path);
      require(found.closed(), path + " is not closed: " + found.last());
      requireAll(found, client.history().acknowledged(path));
      Optional<AppendOutcome> late = client.append(path, client.messages(path, 1), null, false);
      late.ifPresent(outcome ->
          require(outcome instanceof AppendOutcome.StreamClosed, path + " was closed: " + outcome));
    }
  }

  private static boolean isClosed(AppendOutcome outcome) {
    return switch (outcome) {
      case AppendOutcome.Accepted accepted -> accepted.closed();
      case AppendOutcome.AlreadyClosed ignored -> true;
      case AppendOutcome.StreamClosed ignored -> true;
      default -> throw new IllegalStateException("a close was answered " + outcome);
    };
  }

  /** Uses a stream with a sliding time to live, which ends in time and not early. */
  public static void expire(Client client) {
    long seconds = 3 + client.servers().skew().toSeconds();
    String path = "expiring";
    var life = new Life(client.servers(), seconds);
    for (int round = 0; round < ROUNDS; round++) {
      if (life.begin == null) {
        life.uses(() -> client.create(path, new Expiry.Sliding(seconds), CreateCommand.NO_FORK));
      }
      client.think(client.random(4) == 0 ? 7_000 : 2_000);
      Instant asked = client.servers().now();
      boolean[] there = {false};
      Instant usedFrom = life.begin;
      Instant usedUntil = life.end;
      life.uses(() -> {
        ReadOutcome outcome = client.readAll(path).last();
        there[0] = outcome instanceof ReadOutcome.Page;
      });
      life.check(usedFrom, usedUntil, asked, there[0]);
      if (!there[0]) {
        life.begin = null;
      }
    }
  }

  /** When a stream was used last, at the earliest and at the latest. */
  private static final class Life {
    private final Servers server;
    private final long seconds;
    private @Nullable Instant begin;
    private Instant end = Instant.MIN;

    Life(Servers server, long seconds) {
      this.server = server;
      this.seconds = seconds;
    }

    void uses(Runnable use) {
      begin = server.now();
      use.run();
      end = server.now();
    }

    void check(@Nullable Instant from, Instant until, Instant asked, boolean there) {
      if (from == null) {
        return;
      }
      boolean recorded = !server.mayForgetUse(from, until, end);
      require(
          there || !recorded || !end.plus(server.skew()).isBefore(from.plusSeconds(seconds)),
          "a stream expired before its time");
      // What is persisted of a sliding life is later than its end, by at least a second.
      Instant latest = until.plusSeconds(seconds).plus(Duration.ofSeconds(2)).plus(server.skew());
      require(!there || asked.isBefore(latest), "a stream did not expire in time");
    }
  }

  /** Whether a stream was created or is there already. */
  public static boolean exists(CreateOutcome outcome) {
    return outcome instanceof CreateOutcome.Created
        || outcome instanceof CreateOutcome.AlreadyExists;
  }
}
