package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.GARBAGE_OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.SEGMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;

import durablestreams.adapters.sqlite.generated.tables.records.StreamsRecord;
import durablestreams.adapters.sqlite.index.HotCount;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.adapters.sqlite.schema.SegmentTable;
import durablestreams.adapters.sqlite.schema.StreamTable;
import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.ObjectSpan;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Directory of segments, objects and deadlines in a {@link SqliteDatabase}. */
public final class SqliteStreamDirectory implements StreamDirectory {

  /** Behind every name that begins with what is before it. */
  private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

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
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(STREAMS.STREAM_KEY, STREAMS.PATH, STREAMS.CONTENT_TYPE, STREAMS.CREATED_AT)
            .from(STREAMS)
            .where(STREAMS.STREAM_KEY.gt(after))
            .and(STREAMS.SOFT_DELETED.eq(0L))
            .orderBy(STREAMS.STREAM_KEY)
            .limit(limit)
            .fetch(row ->
                new LiveStream(
                    new StreamKey(row.value1()),
                    new StreamPath(row.value2()),
                    new ContentType(row.value3()),
                    Instant.parse(row.value4()))));
  }

  /** The prefix is a range of the index of the paths, which are compared by their bytes. */
  @Override
  public List<StreamPath> livePaths(String prefix, String after, int limit) {
    Condition inRange =
        prefix.isEmpty()
            ? DSL.noCondition()
            : STREAMS
                .PATH
                .ge(prefix)
                .and(STREAMS.PATH.lt(prefix + Character.toString(Character.MAX_CODE_POINT)));
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(STREAMS.PATH)
            .from(STREAMS)
            .where(inRange)
            .and(STREAMS.PATH.gt(after))
            .and(STREAMS.SOFT_DELETED.eq(0L))
            .orderBy(STREAMS.PATH)
            .limit(limit)
            .fetch(row -> new StreamPath(row.value1())));
  }

  @Override
  public List<ListedStream> streamsNamed(String prefix, String after, int limit) {
    return list(named(prefix, after), STREAMS.PATH, limit);
  }

  @Override
  public List<ListedStream> forksOf(StreamKey source, long after, int limit) {
    Condition forks = STREAMS.ORIGIN_KEY.eq(source.value()).and(STREAMS.STREAM_KEY.gt(after));
    return list(forks, STREAMS.STREAM_KEY, limit);
  }

  private List<ListedStream> list(Condition which, Field<?> order, int limit) {
    Field<BigDecimal> archived =
        DSL.field(
            DSL.select(DSL.sum(OBJECTS.SIZE))
                .from(OBJECTS)
                .where(OBJECTS.STREAM_KEY.eq(STREAMS.STREAM_KEY)));
    return database.read((connection, index) -> {
      List<ListedStream> listed = new ArrayList<>();
      for (var row :
          connection
              .dsl()
              .select(STREAMS, archived)
              .from(STREAMS)
              .where(which)
              .orderBy(order)
              .limit(limit)
              .fetch()) {
        BigDecimal cold = row.value2();
        StreamKey key = new StreamKey(row.value1().getStreamKey());
        HotStream hot = index.find(key, connection.hotStreams());
        listed.add(listed(row.value1(), hot, cold == null ? 0 : cold.longValueExact()));
      }
      return listed;
    });
  }

  /** A range of the index of names. */
  static Condition named(String prefix, String after) {
    boolean begins =
        Arrays.compareUnsigned(
                after.getBytes(StandardCharsets.UTF_8), prefix.getBytes(StandardCharsets.UTF_8))
            < 0;
    Condition from = begins ? STREAMS.PATH.ge(prefix) : STREAMS.PATH.gt(after);
    return prefix.isEmpty() ? from : from.and(STREAMS.PATH.lt(prefix + LAST_CHARACTER));
  }

  private static ListedStream listed(StreamsRecord row, @Nullable HotStream hot, long coldBytes) {
    return new ListedStream(
        new StreamKey(row.getStreamKey()),
        new StreamPath(row.getPath()),
        new ContentType(row.getContentType()),
        Instant.parse(row.getCreatedAt()),
        StreamTable.expiryOf(row),
        StreamTable.originOf(row),
        hot == null ? StreamTable.tailOf(row) : hot.overlay().tail(),
        row.getClosed() != 0,
        row.getSoftDeleted() != 0,
        hot == null ? 0 : hot.count().bytes(),
        coldBytes);
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
