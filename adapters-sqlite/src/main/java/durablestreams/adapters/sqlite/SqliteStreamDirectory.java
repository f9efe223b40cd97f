package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.DOOMED_OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.SEGMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;

import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/** Looks up segments, objects and deadlines in a {@link SqliteDatabase}. */
public final class SqliteStreamDirectory implements StreamDirectory {

  private final SqliteDatabase database;

  public SqliteStreamDirectory(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<SealedSegment> segment(StreamKey key, long number) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectFrom(SEGMENTS)
            .where(SEGMENTS.STREAM_KEY.eq(key.value()))
            .and(SEGMENTS.NUMBER.eq(number))
            .fetchOptional()
            .map(SegmentTable::segmentOf));
  }

  @Override
  public List<SealedSegment> segmentsFrom(StreamKey key, long position, int limit) {
    var holding =
        DSL.select(DSL.max(SEGMENTS.START_POSITION))
            .from(SEGMENTS)
            .where(SEGMENTS.STREAM_KEY.eq(key.value()))
            .and(SEGMENTS.START_POSITION.le(position));
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectFrom(SEGMENTS)
            .where(SEGMENTS.STREAM_KEY.eq(key.value()))
            .and(SEGMENTS.START_POSITION.ge(DSL.coalesce(holding.asField(), 0L)))
            .and(SEGMENTS.END_POSITION.gt(position))
            .orderBy(SEGMENTS.START_POSITION)
            .limit(limit)
            .fetch(SegmentTable::segmentOf));
  }

  @Override
  public List<StoredObject> objectsFrom(StreamKey key, long position, int limit) {
    var holding =
        DSL.select(DSL.max(OBJECTS.START_POSITION))
            .from(OBJECTS)
            .where(OBJECTS.STREAM_KEY.eq(key.value()))
            .and(OBJECTS.START_POSITION.le(position));
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectFrom(OBJECTS)
            .where(OBJECTS.STREAM_KEY.eq(key.value()))
            .and(OBJECTS.START_POSITION.ge(DSL.coalesce(holding.asField(), 0L)))
            .and(OBJECTS.END_POSITION.gt(position))
            .orderBy(OBJECTS.START_POSITION)
            .limit(limit)
            .fetch(SegmentTable::objectOf));
  }

  @Override
  public List<StreamKey> keysWithObjects(long after, int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectDistinct(OBJECTS.STREAM_KEY)
            .from(OBJECTS)
            .where(OBJECTS.STREAM_KEY.gt(after))
            .orderBy(OBJECTS.STREAM_KEY)
            .limit(limit)
            .fetch(row -> new StreamKey(row.value1())));
  }

  @Override
  public List<StoredObject> newestObjects(int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectFrom(OBJECTS)
            .orderBy(OBJECTS.ID.desc())
            .limit(limit)
            .fetch(SegmentTable::objectOf));
  }

  @Override
  public List<StreamKey> expired(Instant now, int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(STREAMS.STREAM_KEY)
            .from(STREAMS)
            .where(STREAMS.DEADLINE.le(Millis.of(now)))
            // Not a parameter, so that the partial index applies.
            .and(STREAMS.SOFT_DELETED.eq(DSL.inline(0L)))
            .orderBy(STREAMS.DEADLINE)
            .limit(limit)
            .fetch(row -> new StreamKey(row.value1())));
  }

  @Override
  public int streamsOf(String tenant, int atMost) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .fetchCount(
                DSL.select(DSL.one())
                    .from(STREAMS)
                    .where(STREAMS.TENANT.eq(tenant))
                    // Not parameters, so that the partial index applies.
                    .and(STREAMS.TENANT.ne(DSL.inline("")))
                    .and(STREAMS.SOFT_DELETED.eq(DSL.inline(0L)))
                    .limit(atMost)));
  }

  @Override
  public Census census() {
    return database.read((connection, index) -> {
      HotCount hot = index.count();
      return new Census(
          connection.dsl().fetchCount(STREAMS),
          hot.rows(),
          hot.bytes(),
          hot.waitingSegments(),
          hot.waitingBytes(),
          connection.dsl().fetchCount(OBJECTS),
          connection.dsl().fetchCount(DOOMED_OBJECTS),
          size(database.settings().file()) + size(database.settings().writeAheadLog()));
    });
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
