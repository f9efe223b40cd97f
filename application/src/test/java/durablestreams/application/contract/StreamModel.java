package durablestreams.application.contract;

import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reference model of a store after a sequence of changes, made of lists that are searched linearly.
 * Not thread-safe.
 */
public final class StreamModel {

  /** One append. */
  public record Row(long from, MessageBatch batch, Instant at) {
    public long to() {
      return from + batch.units();
    }
  }

  /** One stream and everything that is kept under its key. */
  public static final class Stream {
    StreamState state;
    final Map<String, ProducerState> producers = new TreeMap<>();
    final List<Row> rows = new ArrayList<>();
    final List<SealedSegment> segments = new ArrayList<>();
    final List<StoredObject> objects = new ArrayList<>();

    Stream(StreamState state) {
      this.state = state;
    }

    public StreamState state() {
      return state;
    }

    public Map<String, ProducerState> producers() {
      return Map.copyOf(producers);
    }

    /** Every append ever, those included whose rows an object holds now. */
    public List<Row> rows() {
      return List.copyOf(rows);
    }

    public List<SealedSegment> segments() {
      return List.copyOf(segments);
    }

    public List<StoredObject> objects() {
      return List.copyOf(objects);
    }

    /** Sealed segments that no object holds. */
    public List<SealedSegment> waiting() {
      return segments.stream().filter(s -> !isOffloaded(s.start())).toList();
    }

    public boolean isOffloaded(long position) {
      return objects.stream().anyMatch(o -> o.start() <= position && position < o.end());
    }

    /** Appends to the open segment. */
    public List<Row> openRows() {
      return rows.stream().filter(r -> r.from() >= state.tail().segmentStart()).toList();
    }
  }

  private final Map<StreamKey, Stream> streams = new TreeMap<>();
  private final Map<StreamKey, StreamState> purged = new TreeMap<>();
  private final List<String> garbage = new ArrayList<>();
  private final List<NumberedEvent> announcements = new ArrayList<>();
  private long announced;
  private long highestKey;

  public Collection<Stream> streams() {
    return streams.values();
  }

  /** The stream of that incarnation, which must exist. */
  public Stream stream(StreamKey key) {
    Stream stream = streams.get(key);
    if (stream == null) {
      throw new AssertionError("no stream " + key + " in the model");
    }
    return stream;
  }

  public boolean has(StreamKey key) {
    return streams.containsKey(key);
  }

  public Optional<Stream> named(StreamPath path) {
    return streams.values().stream().filter(s -> s.state.path().equals(path)).findFirst();
  }

  /** The last states of streams that are gone. */
  public Collection<StreamState> purged() {
    return purged.values();
  }

  /** Names of garbage objects, oldest first. */
  public List<String> garbage() {
    return List.copyOf(garbage);
  }

  /** Events that are not known to be delivered, in order. */
  public List<NumberedEvent> announcements() {
    return List.copyOf(announcements);
  }

  public long highestKey() {
    return highestKey;
  }

  public void apply(StreamChange change) {
    switch (change) {
      case StreamChange.Created(StreamState state, var ignored) -> create(state);
      case StreamChange.Restored restored -> {
        create(restored.state());
        stream(restored.state().key()).segments.addAll(restored.segments());
        stream(restored.state().key()).objects.addAll(restored.objects());
      }
      case StreamChange.Appended appended -> {
        Stream stream = fold(appended.key(), change);
        stream.rows.add(new Row(appended.from(), appended.batch(), appended.at()));
        remember(stream, appended.stamp(), appended.at());
      }
      case StreamChange.Closed closed ->
          remember(fold(closed.key(), change), closed.stamp(), closed.at());
      case StreamChange.ProducersForgotten(StreamKey key, Instant before) ->
          stream(key)
              .producers
              .values()
              .removeIf(producer -> producer.usedMillis() < before.toEpochMilli());
      case StreamChange.SegmentSealed(SealedSegment segment) ->
          fold(segment.key(), change).segments.add(segment);
      case StreamChange.SegmentsSkipped skipped -> fold(skipped.key(), change);
      case StreamChange.SegmentsOffloaded(StoredObject object) -> {
        stream(object.key()).objects.add(object);
        garbage.remove(object.name());
      }
      case StreamChange.ObjectsCompacted(StoredObject object, List<StoredObject> replaced) -> {
        List<StoredObject> objects = stream(object.key()).objects;
        int at = objects.indexOf(replaced.getFirst());
        objects.removeAll(replaced);
        objects.add(at, object);
        replaced.forEach(o -> markGarbage(o.name()));
        garbage.remove(object.name());
      }
      case StreamChange.ObjectsMarkedGarbage(List<String> names) ->
          names.forEach(this::markGarbage);
      case StreamChange.ObjectsScheduled ignored -> {}
      case StreamChange.ObjectsReclaimed(List<String> names) -> garbage.removeAll(names);
      case StreamChange.FrontTrimmed trimmed -> trim(fold(trimmed.key(), change));
      case StreamChange.SoftDeleted(StreamKey key) -> fold(key, change);
      case StreamChange.Purged(StreamKey key) -> purge(key);
      case StreamChange.DeadlineMoved moved -> fold(moved.key(), change);
      case StreamChange.EventQueued(var event) ->
          announcements.add(new NumberedEvent(announced++, event));
      case StreamChange.AnnouncementsDelivered(long number) ->
          announcements.removeIf(a -> a.number() <= number);
    }
  }

  private void create(StreamState state) {
    highestKey = Math.max(highestKey, state.key().value());
    streams.put(state.key(), new Stream(state));
    if (state.origin() instanceof Origin.Fork fork) {
      Stream source = stream(fork.sourceKey());
      source.state = source.state.withMoreForks(1);
    }
  }

  private void trim(Stream stream) {
    long front = stream.state.front().position();
    stream.objects.stream().filter(o -> o.end() <= front).forEach(o -> markGarbage(o.name()));
    stream.objects.removeIf(o -> o.end() <= front);
    stream.segments.removeIf(segment ->
        segment.end() <= front
            && stream.objects.stream().noneMatch(o -> o.firstSegment() <= segment.number()));
  }

  private void purge(StreamKey key) {
    Stream gone = stream(key);
    streams.remove(key);
    purged.put(key, gone.state);
    gone.objects.forEach(o -> markGarbage(o.name()));
    if (gone.state.origin() instanceof Origin.Fork fork && has(fork.sourceKey())) {
      Stream source = stream(fork.sourceKey());
      source.state = source.state.withMoreForks(-1);
    }
  }

  private void markGarbage(String name) {
    if (!garbage.contains(name)) {
      garbage.add(name);
    }
  }

  private Stream fold(StreamKey key, StreamChange change) {
    Stream stream = stream(key);
    stream.state = change.appliedTo(stream.state);
    return stream;
  }

  private static void remember(Stream stream, @Nullable ProducerStamp stamp, Instant at) {
    if (stamp != null) {
      stream.producers.put(stamp.id(), ProducerState.after(stamp, at));
    }
  }

  /** The token of {@code position} in the stream {@code key}, inherited positions included. */
  public Offset offsetOf(StreamKey key, long position) {
    if (position == 0) {
      return Offset.START;
    }
    Lineage.AncestorRange ancestorRange = stream(key).state.lineage().holding(position - 1);
    Stream holder = stream(ancestorRange.key());
    for (SealedSegment segment : holder.segments) {
      if (segment.start() < position && position <= segment.end()) {
        return new Offset(segment.number(), position - segment.start());
      }
    }
    var tail = holder.state.tail();
    return new Offset(tail.segment(), position - tail.segmentStart());
  }

  /**
   * The messages that the stream {@code key} itself holds from {@code from} to {@code to}, as they
   * are sent: one after the other, with commas between them in JSON mode.
   */
  public byte[] sent(StreamKey key, long from, long to) {
    return sent(stream(key).rows, from, to);
  }

  static byte[] sent(List<Row> rows, long from, long to) {
    var bytes = new java.io.ByteArrayOutputStream();
    for (Row row : rows) {
      long start = Math.max(from, row.from());
      long end = Math.min(to, row.to());
      if (start < end) {
        MessageBatch part = row.batch().slice(start - row.from(), end - row.from());
        if (part.unit() == PositionUnit.MESSAGES && bytes.size() > 0) {
          bytes.write(',');
        }
        bytes.writeBytes(part.toByteArray());
      }
    }
    return bytes.toByteArray();
  }
}
