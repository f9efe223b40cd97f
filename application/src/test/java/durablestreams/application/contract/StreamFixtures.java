package durablestreams.application.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import durablestreams.domain.append.AppendIntent;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.deletion.DeletionRules;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.retention.RetentionRules;
import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builder of legal sequences of changes: the real rules decide every step on the result of the
 * steps before, as in a sequencer. Changes accumulate until {@link #take} returns them for a
 * commit; {@link #model} already contains them.
 *
 * <p>Time stands still except for {@link #advance}. Instants have whole milliseconds. Not for use
 * by several threads.
 */
public final class StreamFixtures {

  /** When every fixture begins. */
  public static final Instant START = Instant.parse("2025-03-01T12:00:00.250Z");

  private final StreamModel model = new StreamModel();
  private final List<StreamChange> pending = new ArrayList<>();
  private RotationPolicy rotation = RotationPolicy.NEVER;
  private Instant now = START;
  private long nextKey = 1;

  public StreamModel model() {
    return model;
  }

  public Instant now() {
    return now;
  }

  public void advance(Duration step) {
    now = now.plus(step);
  }

  /** From now on appends seal segments as {@code policy} says. */
  public void rotateBy(RotationPolicy policy) {
    rotation = policy;
  }

  public StreamState state(StreamKey key) {
    return model.stream(key).state();
  }

  /** The changes since the last call, in order. */
  public List<StreamChange> take() {
    List<StreamChange> taken = List.copyOf(pending);
    pending.clear();
    return taken;
  }

  /** An empty stream of bytes. */
  public StreamKey create(String path) {
    return create(path, ContentType.OCTET_STREAM);
  }

  public StreamKey create(String path, ContentType type) {
    return create(path, type, null);
  }

  public StreamKey create(String path, ContentType type, @Nullable Expiry expiry) {
    return create(
        new CreateIntent(
            new StreamPath(path), type, expiry, ParsedBody.EMPTY, false, ForkPoint.NONE));
  }

  /** A fork at the tail of {@code source}. */
  public StreamKey fork(String path, StreamKey source) {
    return forkAt(path, source, state(source).tail().position());
  }

  public StreamKey forkAt(String path, StreamKey source, long position) {
    return forkAt(path, source, position, model.offsetOf(source, position));
  }

  /** A fork at {@code position} of {@code source}, which {@code offset} names. */
  public StreamKey forkAt(String path, StreamKey source, long position, Offset offset) {
    ForkPoint point = new ForkPoint.At(state(source).path(), source, position, offset);
    return create(
        new CreateIntent(new StreamPath(path), null, null, ParsedBody.EMPTY, false, point));
  }

  /** Creates what {@code intent} says, which must lead to a new stream. */
  public StreamKey create(CreateIntent intent) {
    StreamKey key = new StreamKey(nextKey++);
    StreamPath source =
        switch (intent.fork()) {
          case ForkPoint.None ignored -> intent.path();
          case ForkPoint.AtTail(StreamPath path) -> path;
          case ForkPoint.At at -> at.source();
        };
    CreationRules.Decision decision =
        CreationRules.decide(
            model.named(intent.path()).map(StreamModel.Stream::state).orElse(null),
            model.named(source).map(StreamModel.Stream::state).orElse(null),
            intent,
            key,
            rotation,
            now);
    if (!(decision.outcome() instanceof CreateOutcome.Created)) {
      throw new AssertionError(intent + " led to " + decision.outcome());
    }
    record(decision.changes());
    return key;
  }

  /** Appends one text to a stream of bytes. */
  public void append(StreamKey key, String text) {
    append(key, bytes(text));
  }

  /** Appends several JSON values in one request. */
  public void appendJson(StreamKey key, String... values) {
    append(key, json(values));
  }

  public void append(StreamKey key, MessageBatch batch) {
    append(key, batch, null, StreamSeq.NONE, false);
  }

  /** Appends to the stream and closes it if told so; the rules must accept it. */
  public void append(
      StreamKey key,
      MessageBatch batch,
      @Nullable ProducerStamp stamp,
      StreamSeq seq,
      boolean close) {
    decide(key, new ParsedBody.Messages(batch), stamp, seq, close);
  }

  /** Closes without data. */
  public void close(StreamKey key, @Nullable ProducerStamp stamp) {
    decide(key, ParsedBody.EMPTY, stamp, StreamSeq.NONE, true);
  }

  private void decide(
      StreamKey key, ParsedBody body, @Nullable ProducerStamp stamp, StreamSeq seq, boolean close) {
    StreamModel.Stream stream = model.stream(key);
    StreamState state = stream.state();
    AppendRules.Decision decision =
        AppendRules.decide(
            state,
            stamp == null ? null : stream.producers().get(stamp.id()),
            new AppendIntent(state.path(), state.contentType(), body, stamp, seq, close),
            rotation,
            now);
    if (!(decision.outcome() instanceof AppendOutcome.Accepted)) {
      throw new AssertionError(body + " on " + state + " led to " + decision.outcome());
    }
    record(decision.changes());
  }

  /** Seals the open segment, which must hold something. */
  public SealedSegment seal(StreamKey key) {
    StreamChange change = AppendRules.sealed(state(key));
    record(List.of(change));
    return ((StreamChange.SegmentSealed) change).segment();
  }

  /** One object takes these adjacent segments over. */
  public StoredObject offload(List<SealedSegment> segments) {
    StoredObject object = objectOf(segments);
    record(List.of(new StreamChange.SegmentsOffloaded(object)));
    return object;
  }

  /** One object takes the place of these adjacent ones. */
  public StoredObject compact(List<StoredObject> objects) {
    StreamModel.Stream stream = model.stream(objects.getFirst().key());
    StoredObject joined =
        objectOf(
            stream.segments().stream()
                .filter(s -> s.number() >= objects.getFirst().firstSegment())
                .filter(s -> s.number() <= objects.getLast().lastSegment())
                .toList());
    record(List.of(new StreamChange.ObjectsCompacted(joined, objects)));
    return joined;
  }

  private StoredObject objectOf(List<SealedSegment> segments) {
    SealedSegment first = segments.getFirst();
    SealedSegment last = segments.getLast();
    StreamModel.Stream stream = model.stream(first.key());
    StreamState state = stream.state();
    var indexer = new SegmentFrames.Indexer(state.contentType().unit(), first.start());
    for (StreamModel.Row row : stream.rows()) {
      if (row.from() >= first.start() && row.to() <= last.end()) {
        indexer.accept(SegmentFrames.encode(row.batch()));
      }
    }
    var index = indexer.index();
    return new StoredObject(
        first.key(),
        SegmentObjectName.of(
            state.path(), first.key(), first.number(), last.number(), ObjectWriter.SOLE),
        first.number(),
        last.number(),
        first.start(),
        last.end(),
        index.size(),
        indexer.crc32c(),
        index);
  }

  /** Says that an object for these segments is about to be written; returns its name. */
  public String announceUpload(List<SealedSegment> segments) {
    String name = objectOf(segments).name();
    record(List.of(new StreamChange.ObjectsMarkedGarbage(List.of(name))));
    return name;
  }

  /** The archive has removed these objects. */
  public void reclaimed(List<String> names) {
    record(List.of(new StreamChange.ObjectsReclaimed(names)));
  }

  /** Schedules garbage objects for removal. */
  public void scheduled(List<String> names, Instant removeAt) {
    record(List.of(new StreamChange.ObjectsScheduled(names, removeAt)));
  }

  /**
   * Takes over a stream that was made {@code elsewhere} and is held by objects there, as a rebuild
   * does. Its key must be new here, and its source must have been taken over before.
   */
  public void restore(StreamFixtures elsewhere, StreamKey key) {
    StreamModel.Stream stream = elsewhere.model.stream(key);
    if (!stream.waiting().isEmpty() || !stream.state().tail().segmentIsEmpty()) {
      throw new AssertionError("objects do not hold all of " + stream.state());
    }
    StreamState state = stream.state().withMoreForks(-stream.state().forks());
    nextKey = Math.max(nextKey, key.value() + 1);
    record(List.of(new StreamChange.Restored(state, stream.segments(), stream.objects())));
  }

  /** Removes what is before {@code segment}, or before the open segment, if that is allowed. */
  public void trimTo(StreamKey key, long segment) {
    StreamState state = state(key);
    long position =
        model.stream(key).segments().stream()
            .filter(s -> s.number() == segment)
            .mapToLong(SealedSegment::start)
            .findFirst()
            .orElse(state.tail().segmentStart());
    if (position > state.front().position()) {
      Front front = new Front(position, model.offsetOf(key, position));
      record(RetentionRules.trim(state, front));
    }
  }

  /** Deletes the stream; softly if it has forks. */
  public void delete(StreamKey key) {
    record(DeletionRules.delete(state(key), this::state));
  }

  /** Forgets the producers that were last used before {@code before}. */
  public void forgetProducers(StreamKey key, Instant before) {
    record(List.of(new StreamChange.ProducersForgotten(key, before)));
  }

  /** Writes down a later deadline. */
  public void moveDeadline(StreamKey key, Instant deadline) {
    record(List.of(new StreamChange.DeadlineMoved(key, deadline)));
  }

  /** Every event up to {@code number} stands in the registry. */
  public void delivered(long number) {
    record(List.of(new StreamChange.AnnouncementsDelivered(number)));
  }

  private void record(List<StreamChange> changes) {
    changes.forEach(model::apply);
    pending.addAll(changes);
  }

  /** One message of a stream of bytes. */
  public static MessageBatch bytes(String text) {
    return MessageBatch.ofBytes(text.getBytes(UTF_8));
  }

  /** A batch of JSON values. */
  public static MessageBatch json(String... values) {
    var payloads = new ByteArrayOutputStream();
    Arrays.stream(values).map(v -> v.getBytes(UTF_8)).forEach(payloads::writeBytes);
    return JoinedMessages.of(
        PositionUnit.MESSAGES,
        payloads.toByteArray(),
        Arrays.stream(values).mapToInt(v -> v.getBytes(UTF_8).length).toArray());
  }
}
