package durablestreams.application.contract;

import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random sequence of legal changes of a store. */
public final class RandomHistory {

  private static final int NAMES = 12;

  private final StreamFixtures streams;
  private final Random random;
  private long floor;

  public RandomHistory(StreamFixtures streams, Random random) {
    this.streams = streams;
    this.random = random;
    streams.rotateBy(new RotationPolicy(4, 200));
  }

  /** Takes a step; its changes wait in the fixture. */
  public void step() {
    if (random.nextInt(8) == 0) {
      streams.advance(Duration.ofMillis(random.nextInt(40_000)));
    }
    switch (random.nextInt(23)) {
      case 0, 1 -> create();
      case 2 -> fork();
      case 3 -> delete();
      case 4 -> close();
      case 5 -> seal();
      case 6, 7 -> offload();
      case 8 -> compact();
      case 9 -> forgetWork();
      case 10 -> moveDeadline();
      case 11 -> forgetProducers();
      case 12 -> trim();
      case 13 -> raiseFloor();
      default -> append();
    }
  }

  private void create() {
    StreamPath path = path();
    if (streams.model().named(path).isPresent()) {
      append();
      return;
    }
    ContentType type = random.nextBoolean() ? ContentType.JSON : ContentType.OCTET_STREAM;
    ParsedBody body =
        random.nextBoolean() ? ParsedBody.EMPTY : new ParsedBody.Messages(batch(type));
    streams.create(
        new CreateIntent(path, type, expiry(), body, random.nextInt(20) == 0, ForkPoint.NONE));
  }

  private void fork() {
    StreamState source = any(false);
    StreamPath path = path();
    if (source == null || !source.front().isStart() || streams.model().named(path).isPresent()) {
      return;
    }
    long tail = source.tail().position();
    long position = random.nextInt(3) == 0 ? tail : random.nextLong(tail + 1);
    streams.forkAt(path.value(), source.key(), position);
  }

  private void delete() {
    StreamState state = any(false);
    if (state != null) {
      streams.delete(state.key());
    }
  }

  private void close() {
    StreamState state = any(true);
    if (state != null) {
      ProducerStamp stamp = stamp(state.key());
      if (random.nextBoolean()) {
        streams.close(state.key(), stamp);
      } else {
        streams.append(state.key(), batch(state.contentType()), stamp, nextSeq(state), true);
      }
    }
  }

  private void append() {
    StreamState state = any(true);
    if (state != null) {
      StreamSeq seq = random.nextInt(4) == 0 ? nextSeq(state) : StreamSeq.NONE;
      streams.append(state.key(), batch(state.contentType()), stamp(state.key()), seq, false);
    }
  }

  private void forgetProducers() {
    StreamState state = any(false);
    if (state != null) {
      streams.forgetProducers(
          state.key(), streams.now().minus(Duration.ofMillis(random.nextInt(80_000))));
    }
  }

  private void seal() {
    for (StreamModel.Stream stream : streams.model().streams()) {
      if (!stream.state().tail().segmentIsEmpty() && random.nextInt(4) == 0) {
        streams.seal(stream.state().key());
      }
    }
  }

  private void offload() {
    for (StreamModel.Stream stream : streams.model().streams()) {
      List<SealedSegment> waiting = stream.waiting();
      if (!waiting.isEmpty() && random.nextInt(3) == 0) {
        int numbered = 1;
        while (numbered < waiting.size()
            && waiting.get(numbered - 1).isFollowedBy(waiting.get(numbered))) {
          numbered++;
        }
        List<SealedSegment> run = waiting.subList(0, 1 + random.nextInt(numbered));
        if (random.nextBoolean()) {
          streams.announceUpload(run);
        }
        if (random.nextInt(4) > 0) {
          streams.offload(run);
        }
      }
    }
  }

  private void compact() {
    for (StreamModel.Stream stream : streams.model().streams()) {
      List<StoredObject> objects = stream.objects();
      if (objects.size() >= 2) {
        int from = random.nextInt(objects.size() - 1);
        int to = from + 1;
        while (to < objects.size()
            && objects.get(to - 1).span().isFollowedBy(objects.get(to).span())) {
          to++;
        }
        if (to - from >= 2) {
          streams.compact(objects.subList(from, from + 2 + random.nextInt(to - from - 1)));
        }
        return;
      }
    }
  }

  private void trim() {
    StreamState state = any(false);
    if (state != null) {
      List<SealedSegment> segments = streams.model().stream(state.key()).segments();
      int index = random.nextInt(segments.size() + 1);
      streams.trimTo(state.key(), index < segments.size() ? segments.get(index).number() : -1);
    }
  }

  private void raiseFloor() {
    floor += 1 + random.nextInt(5);
    streams.rotateBy(new RotationPolicy(4, 200, floor));
  }

  private void forgetWork() {
    List<String> garbage = streams.model().garbage();
    if (!garbage.isEmpty()) {
      streams.reclaimed(garbage.subList(0, 1 + random.nextInt(garbage.size())));
    }
    List<NumberedEvent> events = streams.model().announcements();
    if (!events.isEmpty()) {
      streams.delivered(events.get(random.nextInt(events.size())).number());
    }
  }

  private void moveDeadline() {
    StreamState state = any(false);
    if (state != null && state.expiry() instanceof Expiry.Sliding) {
      streams.moveDeadline(state.key(), state.expiry().persistedDeadline(streams.now()));
    }
  }

  /** A stream that is not deleted, and open if it must be. */
  private @Nullable StreamState any(boolean open) {
    List<StreamState> live =
        streams.model().streams().stream()
            .map(StreamModel.Stream::state)
            .filter(s -> !s.softDeleted() && !(open && s.isClosed()))
            .toList();
    return live.isEmpty() ? null : live.get(random.nextInt(live.size()));
  }

  private StreamPath path() {
    return new StreamPath("stream/" + random.nextInt(NAMES));
  }

  private @Nullable Expiry expiry() {
    return switch (random.nextInt(3)) {
      case 0 -> new Expiry.Sliding(1 + random.nextInt(100));
      case 1 -> new Expiry.At(streams.now().plusMillis(random.nextInt(1_000_000)));
      default -> null;
    };
  }

  private @Nullable ProducerStamp stamp(StreamKey key) {
    if (random.nextBoolean()) {
      return null;
    }
    String id = "producer " + random.nextInt(3);
    ProducerState known = streams.model().stream(key).producers().get(id);
    if (known == null || random.nextInt(5) == 0) {
      return new ProducerStamp(id, known == null ? 0 : known.epoch() + 1, 0);
    }
    return new ProducerStamp(id, known.epoch(), known.lastSeq() + 1);
  }

  private static StreamSeq nextSeq(StreamState state) {
    long last =
        state.lastSeq().equals(StreamSeq.NONE) ? 0 : Long.parseLong(state.lastSeq().value());
    return new StreamSeq(String.format("%08d", last + 1));
  }

  private MessageBatch batch(ContentType type) {
    if (!type.isJson()) {
      int filler = random.nextInt(random.nextInt(30) == 0 ? 6_000 : 5);
      return StreamFixtures.bytes("x".repeat(filler) + random.nextInt(1_000_000));
    }
    String[] values = new String[1 + random.nextInt(5)];
    for (int i = 0; i < values.length; i++) {
      values[i] = "[" + random.nextInt(1_000_000) + "]";
    }
    return StreamFixtures.json(values);
  }
}
