package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.GARBAGE_OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.SEGMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;

import durablestreams.adapters.sqlite.index.HotCount;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.read.StreamListing;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.adapters.sqlite.schema.SegmentTable;
import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.ObjectSpan;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Directory of segments, objects and deadlines in a {@link SqliteDatabase}. */
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
  public List<ObjectSpan> objects(long key, long start, int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(
                OBJECTS.STREAM_KEY,
                OBJECTS.FIRST_SEGMENT,
                OBJECTS.LAST_SEGMENT,
                OBJECTS.START_POSITION,
                OBJECTS.END_POSITION,
                OBJECTS.SIZE)
            .from(OBJECTS)
            .where(DSL.row(OBJECTS.STREAM_KEY, OBJECTS.START_POSITION).ge(DSL.row(key, start)))
            .orderBy(OBJECTS.STREAM_KEY, OBJECTS.START_POSITION)
            .limit(limit)
            .fetch(row ->
                new ObjectSpan(
                    new StreamKey(row.value1()),
                    row.value2(),
                    row.value3(),
                    row.value4(),
                    row.value5(),
                    row.value6())));
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
  public List<LiveStream> liveStreams(long after, int limit) {
    return database.read((connection, index) -> StreamListing.live(connection, after, limit));
  }

  @Override
  public List<StreamPath> livePaths(String prefix, String after, int limit) {
    return database.read(
        (connection, index) -> StreamListing.livePaths(connection, prefix, after, limit));
  }

  @Override
  public List<ListedStream> streamsNamed(String prefix, String after, int limit) {
    return database.read(
        (connection, index) -> StreamListing.named(connection, index, prefix, after, limit));
  }

  @Override
  public List<ListedStream> forksOf(StreamKey source, long after, int limit) {
    return database.read(
        (connection, index) -> StreamListing.forksOf(connection, index, source, after, limit));
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
  public long bytesOf(String tenant) {
    return database.read((connection, index) -> {
      Condition counts =
          STREAMS
              .TENANT
              .eq(tenant)
              // Not parameters, so that the partial index applies.
              .and(STREAMS.TENANT.ne(DSL.inline("")))
              .and(STREAMS.SOFT_DELETED.eq(DSL.inline(0L)));
      long bytes =
          sum(
              connection
                  .dsl()
                  .select(DSL.sum(SEGMENTS.PAYLOAD_BYTES))
                  .from(STREAMS)
                  .join(SEGMENTS)
                  .on(SEGMENTS.STREAM_KEY.eq(STREAMS.STREAM_KEY))
                  .where(counts));
      try (var keys =
          connection.dsl().select(STREAMS.STREAM_KEY).from(STREAMS).where(counts).fetchLazy()) {
        for (var row : keys) {
          HotStream hot = index.find(new StreamKey(row.value1()), connection.hotStreams());
          bytes += hot == null ? 0 : open(hot.count());
        }
      }
      return bytes;
    });
  }

  @Override
  public long bytesOfAll() {
    return database.read((connection, index) ->
        open(index.count())
            + sum(connection.dsl().select(DSL.sum(SEGMENTS.PAYLOAD_BYTES)).from(SEGMENTS)));
  }

  /** Bytes of open segments; the table of segments has all others. */
  private static long open(HotCount count) {
    return count.bytes() - count.pendingBytes();
  }

  private static long sum(Select<Record1<BigDecimal>> query) {
    BigDecimal sum = query.fetchSingle().value1();
    return sum == null ? 0 : sum.longValueExact();
  }

  @Override
  public Census census() {
    return database.readToCount((connection, index) -> {
      HotCount hot = index.count();
      return new Census(
          connection.dsl().fetchCount(STREAMS),
          connection.dsl().fetchCount(STREAMS, STREAMS.ORIGIN_KEY.isNotNull()),
          hot.rows(),
          hot.bytes(),
          hot.pendingSegments(),
          hot.pendingBytes(),
          connection.dsl().fetchCount(OBJECTS),
          connection.dsl().fetchCount(GARBAGE_OBJECTS),
          size(database.files().file()) + size(database.files().writeAheadLog()));
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
