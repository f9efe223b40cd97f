package durablestreams.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.create.CreateCommand;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random client operations, each applied to the server and to the model; their outcomes must agree.
 */
final class RandomUse {

  private final RotatingServer server;
  private final PlainStreams streams;
  private final Random random;
  private final String seed;

  /**
   * @param seed stands in the description of every assertion
   */
  RandomUse(RotatingServer server, PlainStreams streams, Random random, String seed) {
    this.server = server;
    this.streams = streams;
    this.random = random;
    this.seed = seed;
  }

  private String unit(boolean json) {
    return json
        ? "{\"n\":" + random.nextInt(1_000) + "}"
        : Character.toString('a' + random.nextInt(26));
  }

  private List<String> body(boolean json) {
    List<String> units = new ArrayList<>();
    int count = 1 + random.nextInt(json ? 4 : 20);
    for (int i = 0; i < count; i++) {
      units.add(unit(json));
    }
    return units;
  }

  private static byte[] bytes(List<String> units, boolean json) {
    return String.join(json ? "," : "", units).getBytes(StandardCharsets.UTF_8);
  }

  private static ContentType type(boolean json) {
    return json ? ContentType.JSON : new ContentType("text/plain");
  }

  void create(String path) {
    PlainStream existing = streams.at(path);
    boolean json = random.nextBoolean();
    long ttl = random.nextInt(4) == 0 ? random.nextInt(20, 90) : 0;
    List<String> units = random.nextBoolean() ? body(json) : List.of();
    boolean closed = random.nextInt(10) == 0;
    CreateOutcome outcome =
        server.create(
            new CreateCommand(
                new StreamPath(path),
                type(json),
                ttl == 0 ? null : new Expiry.Sliding(ttl),
                bytes(units, json),
                closed,
                CreateCommand.NO_FORK));
    if (existing == null) {
      assertThat(outcome).as(seed).isInstanceOf(CreateOutcome.Created.class);
      PlainStream fresh = new PlainStream(path, json, ttl, null, streams.now());
      fresh.units.addAll(units);
      fresh.closed = closed;
      fresh.offsets.put(Offset.START.token(), 0);
      fresh.offsets.put(((CreateOutcome.Created) outcome).tail().token(), fresh.units.size());
      streams.add(fresh);
    } else if (existing.softDeleted) {
      assertThat(outcome).as(seed).isInstanceOf(CreateOutcome.Conflict.class);
    } else {
      boolean same =
          existing.source == null
              && existing.json == json
              && existing.ttlSeconds == ttl
              && existing.closed == closed;
      assertThat(outcome)
          .as("%s, creating %s again", seed, existing)
          .isInstanceOf(same ? CreateOutcome.AlreadyExists.class : CreateOutcome.Conflict.class);
    }
  }

  void append(String path) {
    PlainStream known = streams.at(path);
    boolean json = known == null || known.json;
    List<String> units = body(json);
    String producer = random.nextInt(3) == 0 ? "p" + random.nextInt(3) : "";
    ProducerStamp stamp = null;
    boolean duplicate = false;
    if (!producer.isEmpty() && known != null) {
      long[] seen = known.producers.computeIfAbsent(producer, p -> new long[] {-1});
      duplicate = seen[0] >= 0 && random.nextInt(4) == 0;
      stamp = new ProducerStamp(producer, 0, duplicate ? seen[0] : seen[0] + 1);
    }
    AppendOutcome outcome =
        server.append(
            new AppendCommand(
                new StreamPath(path),
                type(json),
                bytes(units, json),
                stamp,
                StreamSeq.NONE,
                false));
    if (known == null) {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.NotFound.class);
    } else if (known.softDeleted) {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.Gone.class);
    } else if (known.closed) {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.StreamClosed.class);
    } else if (duplicate) {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.Duplicate.class);
    } else {
      assertThat(outcome)
          .as("%s, appending to %s", seed, known)
          .isInstanceOf(AppendOutcome.Accepted.class);
      appended(known, units, ((AppendOutcome.Accepted) outcome).tail().token(), stamp);
    }
  }

  private void appended(
      PlainStream known, List<String> units, String tail, @Nullable ProducerStamp stamp) {
    known.units.addAll(units);
    assertThat(tail)
        .as("%s: offsets of %s grow", seed, known)
        .isGreaterThan(known.offsets.lastKey());
    known.offsets.put(tail, known.units.size());
    known.lastUse = streams.now();
    if (stamp != null) {
      known.producers.put(stamp.id(), new long[] {stamp.seq()});
    }
  }

  void close(String path) {
    PlainStream known = streams.at(path);
    AppendOutcome outcome =
        server.append(
            new AppendCommand(new StreamPath(path), null, new byte[0], null, StreamSeq.NONE, true));
    if (known == null) {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.NotFound.class);
    } else if (known.softDeleted) {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.Gone.class);
    } else if (known.closed) {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.AlreadyClosed.class);
    } else {
      assertThat(outcome).as(seed).isInstanceOf(AppendOutcome.Accepted.class);
      known.lastUse = streams.now();
      known.closed = true;
    }
  }

  /** Where a fork begins: {@code sub} units after an offset of the source, or at its tail. */
  private record ForkPoint(@Nullable Offset offset, int sub, int inherited) {}

  private ForkPoint forkPoint(PlainStream source) {
    int tail = source.units.size();
    if (!random.nextBoolean()) {
      return new ForkPoint(null, 0, tail);
    }
    List<String> tokens = List.copyOf(source.offsets.keySet());
    String token = tokens.get(random.nextInt(tokens.size()));
    int units = Objects.requireNonNull(source.offsets.get(token));
    int sub = units < tail && random.nextInt(3) == 0 ? 1 : 0;
    return new ForkPoint(Offset.parse(token), sub, units + sub);
  }

  /** Forks where the path is free. */
  void fork(String path, String from) {
    if (streams.at(path) != null) {
      return;
    }
    PlainStream source = streams.at(from);
    ForkPoint point = source == null ? new ForkPoint(null, 0, 0) : forkPoint(source);
    CreateOutcome outcome =
        server.create(
            new CreateCommand(
                new StreamPath(path),
                null,
                null,
                new byte[0],
                false,
                new CreateCommand.ForkOf(new StreamPath(from), point.offset(), point.sub())));
    if (source == null) {
      assertThat(outcome).as(seed).isInstanceOf(CreateOutcome.SourceNotFound.class);
    } else if (source.softDeleted) {
      assertThat(outcome).as(seed).isInstanceOf(CreateOutcome.SourceGone.class);
    } else {
      assertThat(outcome)
          .as("%s, fork of %s", seed, source)
          .isInstanceOf(CreateOutcome.Created.class);
      String tail = ((CreateOutcome.Created) outcome).tail().token();
      streams.add(forked(path, source, point.inherited(), tail));
      source.lastUse = streams.now();
    }
  }

  private PlainStream forked(String path, PlainStream source, int inherited, String tail) {
    PlainStream fork = new PlainStream(path, source.json, source.ttlSeconds, source, streams.now());
    fork.units.addAll(source.units.subList(0, inherited));
    for (Map.Entry<String, Integer> known : source.offsets.entrySet()) {
      if (known.getValue() <= inherited) {
        fork.offsets.put(known.getKey(), known.getValue());
      }
    }
    fork.offsets.put(tail, inherited);
    return fork;
  }

  void delete(String path) {
    PlainStream known = streams.at(path);
    DeleteOutcome outcome = server.delete(path);
    if (known == null) {
      assertThat(outcome).as(seed).isInstanceOf(DeleteOutcome.NotFound.class);
    } else if (known.softDeleted) {
      assertThat(outcome).as(seed).isInstanceOf(DeleteOutcome.Gone.class);
    } else {
      assertThat(outcome).as(seed).isInstanceOf(DeleteOutcome.Deleted.class);
      streams.remove(known);
    }
  }
}
