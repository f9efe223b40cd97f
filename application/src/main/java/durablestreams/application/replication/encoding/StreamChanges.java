package durablestreams.application.replication.encoding;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Encoding of a change of a stream: a kind, and its values. A kind never gets another meaning. */
final class StreamChanges {
  private static final int CREATED = 1;
  private static final int APPENDED = 2;
  private static final int CLOSED = 3;
  private static final int PRODUCERS_FORGOTTEN = 4;
  private static final int SEGMENT_SEALED = 5;
  private static final int SEGMENTS_SKIPPED = 6;
  private static final int SEGMENTS_OFFLOADED = 7;
  private static final int OBJECTS_COMPACTED = 8;
  private static final int RESTORED = 9;
  private static final int OBJECTS_MARKED_GARBAGE = 10;
  private static final int OBJECTS_SCHEDULED = 11;
  private static final int OBJECTS_RECLAIMED = 12;
  private static final int FRONT_TRIMMED = 13;
  private static final int SOFT_DELETED = 14;
  private static final int PURGED = 15;
  private static final int DEADLINE_MOVED = 16;
  private static final int EVENT_QUEUED = 17;
  private static final int ANNOUNCEMENTS_DELIVERED = 18;

  /** Kinds below this one are changes of streams. */
  static final int KINDS = 64;

  private StreamChanges() {}

  static void write(ByteOutput out, StreamChange change) {
    out.octet(kind(change));
    switch (change) {
      case StreamChange.Created created -> created(out, created);
      case StreamChange.Appended appended -> appended(out, appended);
      case StreamChange.Closed closed -> closed(out, closed);
      case StreamChange.ProducersForgotten forgotten -> {
        key(out, forgotten.key());
        out.instant(forgotten.usedBefore());
      }
      case StreamChange.SegmentSealed(SealedSegment segment) -> SegmentValues.segment(out, segment);
      case StreamChange.SegmentsSkipped skipped -> {
        key(out, skipped.key());
        out.number(skipped.segment());
      }
      case StreamChange.SegmentsOffloaded(StoredObject object) -> SegmentValues.object(out, object);
      case StreamChange.ObjectsCompacted compacted -> compacted(out, compacted);
      case StreamChange.Restored restored -> restored(out, restored);
      case StreamChange.ObjectsMarkedGarbage(List<String> names) -> texts(out, names);
      case StreamChange.ObjectsScheduled scheduled -> {
        texts(out, scheduled.objectNames());
        out.instant(scheduled.removeAt());
      }
      case StreamChange.ObjectsReclaimed(List<String> names) -> texts(out, names);
      case StreamChange.FrontTrimmed trimmed -> {
        key(out, trimmed.key());
        StreamValues.front(out, trimmed.front());
      }
      case StreamChange.SoftDeleted(StreamKey key) -> key(out, key);
      case StreamChange.Purged(StreamKey key) -> key(out, key);
      case StreamChange.DeadlineMoved moved -> {
        key(out, moved.key());
        out.instant(moved.deadline());
      }
      case StreamChange.EventQueued(LifecycleEvent event) -> event(out, event);
      case StreamChange.AnnouncementsDelivered(long number) -> out.number(number);
    }
  }

  private static int kind(StreamChange change) {
    return switch (change) {
      case StreamChange.Created ignored -> CREATED;
      case StreamChange.Appended ignored -> APPENDED;
      case StreamChange.Closed ignored -> CLOSED;
      case StreamChange.ProducersForgotten ignored -> PRODUCERS_FORGOTTEN;
      case StreamChange.SegmentSealed ignored -> SEGMENT_SEALED;
      case StreamChange.SegmentsSkipped ignored -> SEGMENTS_SKIPPED;
      case StreamChange.SegmentsOffloaded ignored -> SEGMENTS_OFFLOADED;
      case StreamChange.ObjectsCompacted ignored -> OBJECTS_COMPACTED;
      case StreamChange.Restored ignored -> RESTORED;
      case StreamChange.ObjectsMarkedGarbage ignored -> OBJECTS_MARKED_GARBAGE;
      case StreamChange.ObjectsScheduled ignored -> OBJECTS_SCHEDULED;
      case StreamChange.ObjectsReclaimed ignored -> OBJECTS_RECLAIMED;
      case StreamChange.FrontTrimmed ignored -> FRONT_TRIMMED;
      case StreamChange.SoftDeleted ignored -> SOFT_DELETED;
      case StreamChange.Purged ignored -> PURGED;
      case StreamChange.DeadlineMoved ignored -> DEADLINE_MOVED;
      case StreamChange.EventQueued ignored -> EVENT_QUEUED;
      case StreamChange.AnnouncementsDelivered ignored -> ANNOUNCEMENTS_DELIVERED;
    };
  }

  private static void key(ByteOutput out, StreamKey key) {
    out.number(key.value());
  }

  private static void texts(ByteOutput out, List<String> texts) {
    list(out, texts, ByteOutput::text);
  }

  private static void created(ByteOutput out, StreamChange.Created change) {
    StreamValues.state(out, change.state());
    out.text(change.tenant());
  }

  private static void appended(ByteOutput out, StreamChange.Appended change) {
    key(out, change.key());
    out.number(change.from());
    StreamValues.batch(out, change.batch());
    StreamValues.tail(out, change.tail());
    StreamValues.optionalStamp(out, change.stamp());
    out.text(change.streamSeq().value());
    out.instant(change.at());
  }

  private static void closed(ByteOutput out, StreamChange.Closed change) {
    key(out, change.key());
    StreamValues.closure(out, change.closure());
    StreamValues.optionalStamp(out, change.stamp());
    out.instant(change.at());
  }

  private static void compacted(ByteOutput out, StreamChange.ObjectsCompacted change) {
    SegmentValues.object(out, change.object());
    list(out, change.replaced(), SegmentValues::object);
  }

  private static void restored(ByteOutput out, StreamChange.Restored change) {
    StreamValues.state(out, change.state());
    list(out, change.segments(), SegmentValues::segment);
    list(out, change.objects(), SegmentValues::object);
  }

  static StreamChange read(ByteInput in, int kind) {
    return switch (kind) {
      case CREATED -> new StreamChange.Created(StreamValues.state(in), in.text());
      case APPENDED ->
          new StreamChange.Appended(
              StreamValues.key(in),
              in.number(),
              StreamValues.batch(in),
              StreamValues.tail(in),
              StreamValues.optionalStamp(in),
              new StreamSeq(in.text()),
              in.instant());
      case CLOSED ->
          new StreamChange.Closed(
              StreamValues.key(in),
              StreamValues.closure(in),
              StreamValues.optionalStamp(in),
              in.instant());
      case PRODUCERS_FORGOTTEN ->
          new StreamChange.ProducersForgotten(StreamValues.key(in), in.instant());
      case SEGMENT_SEALED -> new StreamChange.SegmentSealed(SegmentValues.segment(in));
      case SEGMENTS_SKIPPED -> new StreamChange.SegmentsSkipped(StreamValues.key(in), in.number());
      case SEGMENTS_OFFLOADED -> new StreamChange.SegmentsOffloaded(SegmentValues.object(in));
      case OBJECTS_COMPACTED ->
          new StreamChange.ObjectsCompacted(
              SegmentValues.object(in), list(in, SegmentValues::object));
      case RESTORED ->
          new StreamChange.Restored(
              StreamValues.state(in),
              list(in, SegmentValues::segment),
              list(in, SegmentValues::object));
      case OBJECTS_MARKED_GARBAGE ->
          new StreamChange.ObjectsMarkedGarbage(list(in, ByteInput::text));
      case OBJECTS_SCHEDULED ->
          new StreamChange.ObjectsScheduled(list(in, ByteInput::text), in.instant());
      case OBJECTS_RECLAIMED -> new StreamChange.ObjectsReclaimed(list(in, ByteInput::text));
      case FRONT_TRIMMED ->
          new StreamChange.FrontTrimmed(StreamValues.key(in), StreamValues.front(in));
      case SOFT_DELETED -> new StreamChange.SoftDeleted(StreamValues.key(in));
      case PURGED -> new StreamChange.Purged(StreamValues.key(in));
      case DEADLINE_MOVED -> new StreamChange.DeadlineMoved(StreamValues.key(in), in.instant());
      case EVENT_QUEUED -> new StreamChange.EventQueued(event(in));
      case ANNOUNCEMENTS_DELIVERED -> new StreamChange.AnnouncementsDelivered(in.number());
      default -> throw StreamValues.unknown("a change", kind);
    };
  }

  private static void event(ByteOutput out, LifecycleEvent event) {
    switch (event) {
      case LifecycleEvent.StreamCreated created -> {
        out.octet(0);
        out.text(created.path().value());
        out.text(created.contentType().value());
        out.instant(created.createdAt());
      }
      case LifecycleEvent.StreamDeleted deleted -> {
        out.octet(1);
        out.text(deleted.path().value());
      }
    }
  }

  private static LifecycleEvent event(ByteInput in) {
    int kind = in.octet();
    return switch (kind) {
      case 0 ->
          new LifecycleEvent.StreamCreated(
              new StreamPath(in.text()), new ContentType(in.text()), in.instant());
      case 1 -> new LifecycleEvent.StreamDeleted(new StreamPath(in.text()));
      default -> throw StreamValues.unknown("an event", kind);
    };
  }

  private static <T> void list(ByteOutput out, List<T> values, BiConsumer<ByteOutput, T> write) {
    out.number(values.size());
    for (T value : values) {
      write.accept(out, value);
    }
  }

  private static <T> List<T> list(ByteInput in, Function<ByteInput, T> read) {
    int count = in.count(1);
    List<T> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(read.apply(in));
    }
    return values;
  }
}
