package durablestreams.adapters.sqlite.change;

import static durablestreams.adapters.sqlite.generated.Tables.GARBAGE_OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.PENDING_SEGMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.SEGMENTS;
import static durablestreams.adapters.sqlite.schema.PreparedSql.NUMBER;
import static durablestreams.adapters.sqlite.schema.PreparedSql.SQL;
import static durablestreams.adapters.sqlite.schema.PreparedSql.TEXT;

import durablestreams.adapters.sqlite.schema.BlobFormats;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Writer of the rows of segments and objects, within the transaction that the caller began. Methods
 * say whether they found what they were to change.
 */
public final class SegmentWriter {

  private final PreparedSql insertSegment;
  private final PreparedSql insertPending;
  private final PreparedSql insertObject;
  private final PreparedSql insertGarbage;
  private final PreparedSql deletePending;
  private final PreparedSql deleteObject;
  private final PreparedSql deleteGarbage;
  private final PreparedSql scheduleGarbage;
  private final PreparedSql markObjectsOfGarbage;
  private final PreparedSql deleteObjectsOf;
  private final PreparedSql deleteSegmentsOf;
  private final PreparedSql deletePendingOf;
  private final PreparedSql markObjectsBeforeGarbage;
  private final PreparedSql deleteObjectsBefore;
  private final PreparedSql deleteSegmentsBefore;
  private final PreparedSql deletePendingBefore;

  SegmentWriter(Connection connection) throws SQLException {
    insertSegment =
        new PreparedSql(
            connection,
            SQL.insertInto(
                    SEGMENTS,
                    SEGMENTS.STREAM_KEY,
                    SEGMENTS.NUMBER,
                    SEGMENTS.START_POSITION,
                    SEGMENTS.END_POSITION,
                    SEGMENTS.MESSAGES,
                    SEGMENTS.PAYLOAD_BYTES)
                .values(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER));
    insertPending =
        new PreparedSql(
            connection,
            SQL.insertInto(PENDING_SEGMENTS, PENDING_SEGMENTS.STREAM_KEY, PENDING_SEGMENTS.NUMBER)
                .values(NUMBER, NUMBER));
    insertObject =
        new PreparedSql(
            connection,
            SQL.insertInto(
                    OBJECTS,
                    OBJECTS.STREAM_KEY,
                    OBJECTS.START_POSITION,
                    OBJECTS.END_POSITION,
                    OBJECTS.FIRST_SEGMENT,
                    OBJECTS.LAST_SEGMENT,
                    OBJECTS.SIZE,
                    OBJECTS.CRC32C,
                    OBJECTS.NAME,
                    OBJECTS.FRAME_INDEX)
                .values(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, TEXT, new byte[0]));
    insertGarbage =
        new PreparedSql(
            connection,
            SQL.insertInto(GARBAGE_OBJECTS, GARBAGE_OBJECTS.NAME)
                .values(TEXT)
                .onConflictDoNothing());
    deletePending =
        new PreparedSql(
            connection,
            SQL.deleteFrom(PENDING_SEGMENTS)
                .where(PENDING_SEGMENTS.STREAM_KEY.eq(NUMBER))
                .and(PENDING_SEGMENTS.NUMBER.between(NUMBER, NUMBER)));
    deleteObject =
        new PreparedSql(
            connection,
            SQL.deleteFrom(OBJECTS)
                .where(OBJECTS.STREAM_KEY.eq(NUMBER))
                .and(OBJECTS.START_POSITION.eq(NUMBER))
                .and(OBJECTS.NAME.eq(TEXT)));
    deleteGarbage =
        new PreparedSql(
            connection, SQL.deleteFrom(GARBAGE_OBJECTS).where(GARBAGE_OBJECTS.NAME.eq(TEXT)));
    scheduleGarbage =
        new PreparedSql(
            connection,
            SQL.update(GARBAGE_OBJECTS)
                .set(GARBAGE_OBJECTS.REMOVE_AT, NUMBER)
                .where(GARBAGE_OBJECTS.NAME.eq(TEXT))
                .and(GARBAGE_OBJECTS.REMOVE_AT.isNull()));
    markObjectsOfGarbage =
        new PreparedSql(
            connection,
            SQL.insertInto(GARBAGE_OBJECTS, GARBAGE_OBJECTS.NAME)
                .select(
                    SQL.select(OBJECTS.NAME)
                        .from(OBJECTS)
                        .where(OBJECTS.STREAM_KEY.eq(NUMBER))
                        .orderBy(OBJECTS.START_POSITION))
                .onConflictDoNothing());
    deleteObjectsOf =
        new PreparedSql(connection, SQL.deleteFrom(OBJECTS).where(OBJECTS.STREAM_KEY.eq(NUMBER)));
    deleteSegmentsOf =
        new PreparedSql(connection, SQL.deleteFrom(SEGMENTS).where(SEGMENTS.STREAM_KEY.eq(NUMBER)));
    deletePendingOf =
        new PreparedSql(
            connection,
            SQL.deleteFrom(PENDING_SEGMENTS).where(PENDING_SEGMENTS.STREAM_KEY.eq(NUMBER)));
    markObjectsBeforeGarbage =
        new PreparedSql(
            connection,
            SQL.insertInto(GARBAGE_OBJECTS, GARBAGE_OBJECTS.NAME)
                .select(
                    SQL.select(OBJECTS.NAME)
                        .from(OBJECTS)
                        .where(OBJECTS.STREAM_KEY.eq(NUMBER))
                        .and(OBJECTS.END_POSITION.le(NUMBER))
                        .orderBy(OBJECTS.START_POSITION))
                .onConflictDoNothing());
    deleteObjectsBefore =
        new PreparedSql(
            connection,
            SQL.deleteFrom(OBJECTS)
                .where(OBJECTS.STREAM_KEY.eq(NUMBER))
                .and(OBJECTS.END_POSITION.le(NUMBER)));
    deletePendingBefore =
        new PreparedSql(
            connection,
            SQL.deleteFrom(PENDING_SEGMENTS)
                .where(PENDING_SEGMENTS.STREAM_KEY.eq(NUMBER))
                .and(
                    PENDING_SEGMENTS.NUMBER.in(
                        SQL.select(SEGMENTS.NUMBER)
                            .from(SEGMENTS)
                            .where(SEGMENTS.STREAM_KEY.eq(NUMBER))
                            .and(SEGMENTS.END_POSITION.le(NUMBER)))));
    deleteSegmentsBefore =
        new PreparedSql(
            connection,
            SQL.deleteFrom(SEGMENTS)
                .where(SEGMENTS.STREAM_KEY.eq(NUMBER))
                .and(SEGMENTS.END_POSITION.le(NUMBER))
                .andNotExists(
                    SQL.selectOne()
                        .from(OBJECTS)
                        .where(OBJECTS.STREAM_KEY.eq(NUMBER))
                        .and(OBJECTS.FIRST_SEGMENT.le(SEGMENTS.NUMBER))));
  }

  void seal(SealedSegment segment) throws SQLException {
    insert(segment);
    insertPending.run(segment.key().value(), segment.number());
  }

  private void insert(SealedSegment segment) throws SQLException {
    insertSegment.run(
        segment.key().value(),
        segment.number(),
        segment.start(),
        segment.end(),
        segment.messages(),
        segment.payloadBytes());
  }

  /** An object that is referred to is garbage no longer. */
  private void insert(StoredObject object) throws SQLException {
    deleteGarbage.run(object.name());
    insertObject.run(
        object.key().value(),
        object.start(),
        object.end(),
        object.firstSegment(),
        object.lastSegment(),
        object.size(),
        (long) object.crc32c(),
        object.name(),
        BlobFormats.frameIndex(object.index()));
  }

  boolean offload(StoredObject object) throws SQLException {
    long waited =
        deletePending.run(object.key().value(), object.firstSegment(), object.lastSegment());
    if (waited != object.lastSegment() - object.firstSegment() + 1) {
      return false;
    }
    insert(object);
    return true;
  }

  public boolean compact(StreamChange.ObjectsCompacted change) throws SQLException {
    for (StoredObject replaced : change.replaced()) {
      if (deleteObject.run(replaced.key().value(), replaced.start(), replaced.name()) != 1) {
        return false;
      }
      insertGarbage.run(replaced.name());
    }
    insert(change.object());
    return true;
  }

  /** Inserts all that the objects of a stream hold. */
  void restore(StreamChange.Restored change) throws SQLException {
    for (SealedSegment segment : change.segments()) {
      insert(segment);
    }
    for (StoredObject object : change.objects()) {
      insert(object);
    }
  }

  public void markGarbage(List<String> names) throws SQLException {
    for (String name : names) {
      insertGarbage.run(name);
    }
  }

  public void schedule(List<String> names, Instant removeAt) throws SQLException {
    for (String name : names) {
      scheduleGarbage.run(Millis.of(removeAt), name);
    }
  }

  public void reclaimed(List<String> names) throws SQLException {
    for (String name : names) {
      deleteGarbage.run(name);
    }
  }

  /**
   * Removes what ends at {@code front} or before it; the objects become garbage. A segment stays as
   * long as an object holds it.
   */
  void trim(StreamKey key, long front) throws SQLException {
    if (markObjectsBeforeGarbage.run(key.value(), front) > 0) {
      deleteObjectsBefore.run(key.value(), front);
    }
    deletePendingBefore.run(key.value(), key.value(), front);
    deleteSegmentsBefore.run(key.value(), front, key.value());
  }

  /** Removes all segments and objects of a stream; the objects become garbage. */
  void purge(StreamKey key) throws SQLException {
    if (markObjectsOfGarbage.run(key.value()) > 0) {
      deleteObjectsOf.run(key.value());
    }
    deleteSegmentsOf.run(key.value());
    deletePendingOf.run(key.value());
  }
}
