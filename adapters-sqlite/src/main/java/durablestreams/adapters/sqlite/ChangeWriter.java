package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.ANNOUNCEMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.DOOMED_OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.META;
import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.PRODUCERS;
import static durablestreams.adapters.sqlite.generated.Tables.SEGMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;
import static durablestreams.adapters.sqlite.generated.Tables.WAITING_SEGMENTS;

import durablestreams.adapters.sqlite.generated.tables.records.StreamsRecord;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Writes all changes but appends into their tables, within the transaction that the caller began.
 * Every method says whether it found what the change was decided on.
 */
final class ChangeWriter {

  private final DSLContext dsl;
  private final ChangeMarks marks;

  ChangeWriter(DSLContext dsl, ChangeMarks marks) {
    this.dsl = dsl;
    this.marks = marks;
  }

  boolean create(StreamState state, long foldedTo) {
    marks.begin(state.key());
    if (state.origin() instanceof Origin.Fork fork) {
      marks.begin(fork.sourceKey());
    }
    return dsl.insertInto(STREAMS)
            .set(StreamTable.rowOf(state, foldedTo))
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  /** Inserts a stream with all that its objects hold. */
  boolean restore(StreamChange.Restored change, long foldedTo) {
    if (!create(change.state(), foldedTo)) {
      return false;
    }
    change.segments().forEach(this::insert);
    for (StoredObject object : change.objects()) {
      insert(object);
    }
    return true;
  }

  boolean seal(SealedSegment segment) {
    marks.begin(segment.key());
    insert(segment);
    dsl.insertInto(WAITING_SEGMENTS)
        .columns(WAITING_SEGMENTS.STREAM_KEY, WAITING_SEGMENTS.NUMBER)
        .values(segment.key().value(), segment.number())
        .execute();
    return true;
  }

  private void insert(SealedSegment segment) {
    dsl.insertInto(SEGMENTS)
        .columns(
            SEGMENTS.STREAM_KEY,
            SEGMENTS.NUMBER,
            SEGMENTS.START_POSITION,
            SEGMENTS.END_POSITION,
            SEGMENTS.MESSAGES,
            SEGMENTS.PAYLOAD_BYTES)
        .values(
            segment.key().value(),
            segment.number(),
            segment.start(),
            segment.end(),
            segment.messages(),
            segment.payloadBytes())
        .execute();
  }

  boolean offload(StoredObject object) {
    marks.begin(object.key());
    int segments =
        dsl.deleteFrom(WAITING_SEGMENTS)
            .where(WAITING_SEGMENTS.STREAM_KEY.eq(object.key().value()))
            .and(WAITING_SEGMENTS.NUMBER.between(object.firstSegment(), object.lastSegment()))
            .execute();
    insert(object);
    return segments == object.lastSegment() - object.firstSegment() + 1;
  }

  /** An object that is referred to is doomed no longer. */
  private void insert(StoredObject object) {
    reclaimed(List.of(object.name()));
    dsl.insertInto(OBJECTS)
        .set(OBJECTS.STREAM_KEY, object.key().value())
        .set(OBJECTS.START_POSITION, object.start())
        .set(OBJECTS.END_POSITION, object.end())
        .set(OBJECTS.FIRST_SEGMENT, object.firstSegment())
        .set(OBJECTS.LAST_SEGMENT, object.lastSegment())
        .set(OBJECTS.SIZE, object.size())
        .set(OBJECTS.CRC32C, (long) object.crc32c())
        .set(OBJECTS.NAME, object.name())
        .set(OBJECTS.FRAME_INDEX, BlobFormats.frameIndex(object.index()))
        .execute();
  }

  boolean compact(StreamChange.ObjectsCompacted change) {
    boolean found = true;
    for (StoredObject replaced : change.replaced()) {
      found &=
          dsl.deleteFrom(OBJECTS)
                  .where(OBJECTS.STREAM_KEY.eq(replaced.key().value()))
                  .and(OBJECTS.START_POSITION.eq(replaced.start()))
                  .and(OBJECTS.NAME.eq(replaced.name()))
                  .execute()
              == 1;
      doom(List.of(replaced.name()));
    }
    if (found) {
      insert(change.object());
    }
    return found;
  }

  void doom(List<String> names) {
    for (String name : names) {
      dsl.insertInto(DOOMED_OBJECTS).set(DOOMED_OBJECTS.NAME, name).onConflictDoNothing().execute();
    }
  }

  void reclaimed(List<String> names) {
    for (String name : names) {
      dsl.deleteFrom(DOOMED_OBJECTS).where(DOOMED_OBJECTS.NAME.eq(name)).execute();
    }
  }

  boolean softDelete(StreamKey key) {
    marks.begin(key);
    return dsl.update(STREAMS)
            .set(STREAMS.SOFT_DELETED, 1L)
            .where(STREAMS.STREAM_KEY.eq(key.value()))
            .execute()
        == 1;
  }

  boolean moveDeadline(StreamChange.DeadlineMoved moved) {
    marks.begin(moved.key());
    return dsl.update(STREAMS)
            .set(STREAMS.DEADLINE, StreamTable.deadline(moved.deadline()))
            .where(STREAMS.STREAM_KEY.eq(moved.key().value()))
            .execute()
        == 1;
  }

  boolean purge(StreamKey key) {
    StreamsRecord row = StreamTable.find(dsl, key);
    if (row == null) {
      return false;
    }
    marks.begin(key);
    if (row.getOriginKey() != null) {
      marks.begin(new StreamKey(row.getOriginKey()));
    }
    long value = key.value();
    dsl.insertInto(DOOMED_OBJECTS, DOOMED_OBJECTS.NAME)
        .select(
            DSL.select(OBJECTS.NAME)
                .from(OBJECTS)
                .where(OBJECTS.STREAM_KEY.eq(value))
                .orderBy(OBJECTS.START_POSITION))
        .onConflictDoNothing()
        .execute();
    dsl.deleteFrom(OBJECTS).where(OBJECTS.STREAM_KEY.eq(value)).execute();
    dsl.deleteFrom(SEGMENTS).where(SEGMENTS.STREAM_KEY.eq(value)).execute();
    dsl.deleteFrom(WAITING_SEGMENTS).where(WAITING_SEGMENTS.STREAM_KEY.eq(value)).execute();
    dsl.deleteFrom(PRODUCERS).where(PRODUCERS.STREAM_KEY.eq(value)).execute();
    return dsl.deleteFrom(STREAMS).where(STREAMS.STREAM_KEY.eq(value)).execute() == 1;
  }

  void announce(long number, LifecycleEvent event) {
    var row = ANNOUNCEMENTS.newRecord();
    row.setNumber(number);
    row.setPath(event.path().value());
    switch (event) {
      case LifecycleEvent.StreamCreated created -> {
        row.setContentType(created.contentType().value());
        row.setCreatedAt(created.createdAt().toString());
      }
      case LifecycleEvent.StreamDeleted ignored -> {}
    }
    dsl.insertInto(ANNOUNCEMENTS).set(row).execute();
  }

  void delivered(long number) {
    dsl.deleteFrom(ANNOUNCEMENTS).where(ANNOUNCEMENTS.NUMBER.le(number)).execute();
  }

  boolean snapshot(Snapshots.Snapshot snapshot, long foldedTo) {
    long key = snapshot.key().value();
    marks.begin(snapshot.key());
    StreamsRecord row = new StreamsRecord();
    var tail = snapshot.tail();
    var lastSeq = snapshot.lastSeq();
    var closure = snapshot.closure();
    if (tail != null && lastSeq != null) {
      StreamTable.putTail(row, tail);
      row.setLastSeq(lastSeq.value());
      row.setFoldedTo(foldedTo);
    }
    if (closure != null) {
      StreamTable.putClosure(row, closure);
    }
    snapshot.producers().forEach((id, state) -> putProducer(key, id, state));
    return dsl.update(STREAMS).set(row).where(STREAMS.STREAM_KEY.eq(key)).execute() == 1;
  }

  private void putProducer(long key, String id, ProducerState state) {
    dsl.insertInto(PRODUCERS)
        .set(PRODUCERS.STREAM_KEY, key)
        .set(PRODUCERS.PRODUCER_ID, id)
        .set(PRODUCERS.EPOCH, state.epoch())
        .set(PRODUCERS.LAST_SEQ, state.lastSeq())
        .onDuplicateKeyUpdate()
        .set(PRODUCERS.EPOCH, state.epoch())
        .set(PRODUCERS.LAST_SEQ, state.lastSeq())
        .execute();
  }

  void counters(long highestKey, long nextAnnouncement) {
    dsl.update(META)
        .set(META.HIGHEST_KEY, highestKey)
        .set(META.NEXT_ANNOUNCEMENT, nextAnnouncement)
        .execute();
  }
}
