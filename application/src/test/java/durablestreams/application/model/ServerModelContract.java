package durablestreams.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.describe.DescribeOutcome;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.port.JsonText;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.read.ReadOutcome;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * The whole application against a plain model: random creations, appends, closes, forks, deletes,
 * expiries, restarts and reads, with segments so small that everything rotates all the time.
 *
 * <p>After every run: what the model says is there reads back in full from every offset that was
 * ever returned, what it says is gone is gone, and nothing is left in the store that belongs to
 * nobody. The seed is in the description of every assertion.
 */
public abstract class ServerModelContract {

  private static final int STEPS = 1_500;
  private static final int PATHS = 12;
  private static final RequestTimings OFF = RequestTimings.OFF;

  private final ManualInstants clock = new ManualInstants(Instant.parse("2025-06-01T00:00:00Z"));
  private final Map<String, PlainStream> byPath = new HashMap<>();
  private Random random = new Random();
  private String seed = "";
  private @Nullable StorePorts ports;
  private @Nullable SegmentArchive archive;
  private @Nullable StreamService service;

  /** A new store without any streams. */
  protected abstract StorePorts open();

  /**
   * The same store after the process ended and began again; one that forgets returns {@code ports}.
   */
  protected abstract StorePorts reopen(StorePorts ports);

  /** A new archive without any objects. */
  protected abstract SegmentArchive openArchive();

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
    if (ports != null) {
      ports.store().close();
    }
  }

  @RepeatedTest(4)
  void agreesWithTheModel(RepetitionInfo repetition) throws InterruptedException {
    long number = repetition.getCurrentRepetition() * 7_919L + Long.getLong("model.seed", 0);
    seed = "seed " + number;
    random = new Random(number);
    ports = open();
    archive = openArchive();
    start();
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    readEverything();
    deleteEverything();
    assertThat(service().status().status().streams()).as(seed).isEqualTo(0);
  }

  private void start() {
    ServiceSettings settings =
        new ServiceSettings(
            new RotationPolicy(3, 64),
            new OffloadSettings(
                400, Duration.ZERO, 2, Duration.ofSeconds(5), Duration.ofSeconds(60), 3, 200),
            SequencerLimits.DEFAULT,
            new ReadLimit(48),
            false,
            6,
            1_000,
            500,
            100);
    service =
        new StreamService(
                new ServicePorts(
                    stores().store(),
                    stores().directory(),
                    stores().queue(),
                    archive(),
                    new CommaJson(),
                    clock,
                    FaultPoints.NONE),
                settings)
            .start();
  }

  private StorePorts stores() {
    return Objects.requireNonNull(ports);
  }

  private SegmentArchive archive() {
    return Objects.requireNonNull(archive);
  }

  private StreamService service() {
    return Objects.requireNonNull(service);
  }

  private void step() {
    int kind = random.nextInt(100);
    String path = "s" + random.nextInt(PATHS);
    if (kind < 12) {
      create(path);
    } else if (kind < 55) {
      append(path);
    } else if (kind < 58) {
      close(path);
    } else if (kind < 70) {
      fork(path, "s" + random.nextInt(PATHS));
    } else if (kind < 76) {
      delete(path);
    } else if (kind < 79) {
      clock.advance(Duration.ofSeconds(random.nextInt(1, 40)));
      leaveDoubtfulTimes();
      forgetExpired();
    } else if (kind < 80) {
      restart();
    } else {
      read(path);
    }
  }

  private void restart() {
    service().close();
    ports = reopen(stores());
    start();
    // Sliding lives may last a little longer after a restart: settle them before going on.
    byPath.values().stream()
        .filter(s -> s.ttlSeconds > 0 && !s.softDeleted)
        .toList()
        .forEach(s -> touch(s.path));
  }

  /**
   * Goes on to a time at which no stream is just over. The server may let a sliding life last
   * longer than it must, by a quarter of its length, after the state of the stream had to leave
   * memory.
   */
  private void leaveDoubtfulTimes() {
    for (boolean doubtful = true; doubtful; ) {
      doubtful = false;
      for (PlainStream stream : byPath.values()) {
        Instant end = stream.lastUse.plusSeconds(stream.ttlSeconds);
        Instant latestEnd = end.plusSeconds(stream.ttlSeconds / 4 + 1);
        if (stream.ttlSeconds > 0
            && stream.expiredAt(clock.instant())
            && clock.instant().isBefore(latestEnd)) {
          clock.advance(Duration.between(clock.instant(), latestEnd));
          doubtful = true;
        }
      }
    }
  }

  private void touch(String path) {
    ReadOutcome outcome =
        service().read().read(new StreamPath(path), new OffsetParameter.Now(), OFF);
    PlainStream known = byPath.get(path);
    assertThat(outcome)
        .as("%s, %s after a restart", seed, known)
        .isInstanceOf(ReadOutcome.Page.class);
    if (known != null) {
      known.lastUse = clock.instant();
    }
  }

  private @Nullable PlainStream visible(String path) {
    forgetExpired();
    return byPath.get(path);
  }

  /** Ends what is over, in the model; the server does it when it is asked or swept. */
  private void forgetExpired() {
    List.copyOf(byPath.values()).stream()
        .filter(s -> !s.softDeleted && s.expiredAt(clock.instant()))
        .forEach(this::remove);
  }

  private void remove(PlainStream stream) {
    if (stream.forks > 0) {
      stream.softDeleted = true;
      return;
    }
    PlainStream leaf = stream;
    while (true) {
      leaf.gone = true;
      byPath.remove(leaf.path, leaf);
      PlainStream source = leaf.source;
      if (source == null) {
        return;
      }
      source.forks--;
      if (source.forks > 0 || !source.softDeleted) {
        return;
      }
      leaf = source;
    }
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

  private void create(String path) {
    PlainStream existing = visible(path);
    boolean json = random.nextBoolean();
    long ttl = random.nextInt(4) == 0 ? random.nextInt(20, 90) : 0;
    List<String> units = random.nextBoolean() ? body(json) : List.of();
    boolean closed = random.nextInt(10) == 0;
    CreateOutcome outcome =
        service()
            .create()
            .create(
                new CreateCommand(
                    new StreamPath(path),
                    type(json),
                    ttl == 0 ? null : new Expiry.Sliding(ttl),
                    bytes(units, json),
                    closed,
                    CreateCommand.NO_FORK),
                OFF);
    if (existing == null) {
      assertThat(outcome).as(seed).isInstanceOf(CreateOutcome.Created.class);
      PlainStream fresh = new PlainStream(path, json, ttl, null, clock.instant());
      fresh.units.addAll(units);
      fresh.closed = closed;
      fresh.offsets.put(Offset.START.token(), 0);
      fresh.offsets.put(((CreateOutcome.Created) outcome).tail().token(), fresh.units.size());
      byPath.put(path, fresh);
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

  private void append(String path) {
    PlainStream known = visible(path);
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
        service()
            .append()
            .append(
                new AppendCommand(
                    new StreamPath(path),
                    type(json),
                    bytes(units, json),
                    stamp,
                    StreamSeq.NONE,
                    false),
                OFF);
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
      known.units.addAll(units);
      String tail = ((AppendOutcome.Accepted) outcome).tail().token();
      assertThat(tail)
          .as("%s: offsets of %s grow", seed, known)
          .isGreaterThan(known.offsets.lastKey());
      known.offsets.put(tail, known.units.size());
      known.lastUse = clock.instant();
      if (stamp != null) {
        known.producers.put(producer, new long[] {stamp.seq()});
      }
    }
  }

  private void close(String path) {
    PlainStream known = visible(path);
    AppendOutcome outcome =
        service()
            .append()
            .append(
                new AppendCommand(
                    new StreamPath(path), null, new byte[0], null, StreamSeq.NONE, true),
                OFF);
    if (known != null && !known.softDeleted) {
      assertThat(outcome)
          .as(seed)
          .isInstanceOf(
              known.closed ? AppendOutcome.AlreadyClosed.class : AppendOutcome.Accepted.class);
      if (!known.closed) {
        known.lastUse = clock.instant();
      }
      known.closed = true;
    }
  }

  private void fork(String path, String from) {
    PlainStream existing = visible(path);
    PlainStream source = byPath.get(from);
    if (existing != null) {
      return;
    }
    int inherited = 0;
    Offset offset = null;
    if (source != null) {
      inherited = source.units.size();
      if (random.nextBoolean() && !source.offsets.isEmpty()) {
        List<String> tokens = List.copyOf(source.offsets.keySet());
        String token = tokens.get(random.nextInt(tokens.size()));
        offset = Offset.parse(token);
        inherited = Objects.requireNonNull(source.offsets.get(token));
      }
    }
    long sub = 0;
    if (source != null
        && offset != null
        && inherited < source.units.size()
        && random.nextInt(3) == 0) {
      sub = 1;
      inherited++;
    }
    CreateOutcome outcome =
        service()
            .create()
            .create(
                new CreateCommand(
                    new StreamPath(path),
                    null,
                    null,
                    new byte[0],
                    false,
                    new CreateCommand.ForkOf(new StreamPath(from), offset, sub)),
                OFF);
    if (source == null) {
      assertThat(outcome).as(seed).isInstanceOf(CreateOutcome.SourceNotFound.class);
    } else if (source.softDeleted) {
      assertThat(outcome).as(seed).isInstanceOf(CreateOutcome.SourceGone.class);
    } else {
      assertThat(outcome)
          .as("%s, fork of %s", seed, source)
          .isInstanceOf(CreateOutcome.Created.class);
      PlainStream fork =
          new PlainStream(path, source.json, source.ttlSeconds, source, clock.instant());
      fork.units.addAll(source.units.subList(0, inherited));
      for (Map.Entry<String, Integer> known : source.offsets.entrySet()) {
        if (known.getValue() <= inherited) {
          fork.offsets.put(known.getKey(), known.getValue());
        }
      }
      fork.offsets.put(((CreateOutcome.Created) outcome).tail().token(), inherited);
      source.forks++;
      source.lastUse = clock.instant();
      byPath.put(path, fork);
    }
  }

  private void delete(String path) {
    PlainStream known = visible(path);
    DeleteOutcome outcome = service().delete().delete(new StreamPath(path), OFF);
    if (known == null) {
      assertThat(outcome).as(seed).isInstanceOf(DeleteOutcome.NotFound.class);
    } else if (known.softDeleted) {
      assertThat(outcome).as(seed).isInstanceOf(DeleteOutcome.Gone.class);
    } else {
      assertThat(outcome).as(seed).isInstanceOf(DeleteOutcome.Deleted.class);
      remove(known);
    }
  }

  private void read(String path) {
    PlainStream known = visible(path);
    if (known == null || known.softDeleted) {
      DescribeOutcome outcome = service().describe().describe(new StreamPath(path), OFF);
      assertThat(outcome)
          .as(seed)
          .isInstanceOf(
              known == null ? DescribeOutcome.NotFound.class : DescribeOutcome.Gone.class);
      return;
    }
    List<String> tokens = List.copyOf(known.offsets.keySet());
    readFrom(known, tokens.get(random.nextInt(tokens.size())));
  }

  private void readFrom(PlainStream known, String token) {
    int from = Objects.requireNonNull(known.offsets.get(token));
    List<String> parts = new ArrayList<>();
    Offset at = Offset.parse(token);
    while (true) {
      ReadOutcome outcome =
          service().read().read(new StreamPath(known.path), new OffsetParameter.At(at), OFF);
      assertThat(outcome)
          .as("%s, %s from %s", seed, known, at)
          .isInstanceOf(ReadOutcome.Page.class);
      ReadOutcome.Page page = (ReadOutcome.Page) outcome;
      for (MessageBatch batch : page.batches()) {
        parts.add(new String(batch.toByteArray(), StandardCharsets.UTF_8));
      }
      at = page.next();
      if (page.upToDate()) {
        assertThat(page.closed()).as("%s, %s", seed, known).isEqualTo(known.closed);
        break;
      }
      assertThat(page.batches())
          .as("%s: a page is not empty while data is left", seed)
          .isNotEmpty();
    }
    known.lastUse = clock.instant();
    assertThat(String.join(known.json ? "," : "", parts))
        .as("%s, %s from %s", seed, known, token)
        .isEqualTo(known.text(from));
    assertThat(at.token()).as("%s, tail of %s", seed, known).isEqualTo(known.offsets.lastKey());
  }

  private void readEverything() {
    forgetExpired();
    List.copyOf(byPath.values()).stream()
        .filter(s -> !s.softDeleted)
        .forEach(s -> List.copyOf(s.offsets.keySet()).forEach(token -> readFrom(s, token)));
  }

  /** Purged means gone: rows, segments, objects and names. */
  private void deleteEverything() throws InterruptedException {
    while (byPath.values().stream().anyMatch(s -> !s.softDeleted)) {
      byPath.values().stream()
          .filter(s -> !s.softDeleted)
          .map(s -> s.path)
          .toList()
          .forEach(this::delete);
    }
    assertThat(byPath).as(seed).isEmpty();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    List<String> left = objects();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      left = objects();
    }
    assertThat(left).as("%s: objects that belong to nobody", seed).isEmpty();
  }

  private List<String> objects() {
    List<String> names = new ArrayList<>();
    archive().list("", listed -> names.add(listed.name()));
    return names;
  }

  /** Splits what this test sends: objects without commas inside. */
  private static final class CommaJson implements JsonText {
    @Override
    public ParsedBody parse(byte[] body) {
      String[] parts = new String(body, StandardCharsets.UTF_8).split(",");
      byte[][] messages = new byte[parts.length][];
      for (int i = 0; i < parts.length; i++) {
        messages[i] = parts[i].getBytes(StandardCharsets.UTF_8);
      }
      return new ParsedBody.Messages(MessageBatch.joinJson(messages));
    }
  }
}
