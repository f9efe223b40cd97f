package durablestreams.adapters.sqlite.read;

import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;

import durablestreams.adapters.sqlite.generated.tables.records.StreamsRecord;
import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.schema.StreamTable;
import durablestreams.application.port.StreamDirectory.ListedStream;
import durablestreams.application.port.StreamDirectory.LiveStream;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Queries that list streams, a page at a time. */
public final class StreamListing {

  /** Behind every name that begins with what is before it. */
  private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

  private StreamListing() {}

  /** Streams that are not deleted, in the order of their keys. */
  public static List<LiveStream> live(ReadConnection connection, long after, int limit) {
    return connection
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
                Instant.parse(row.value4())));
  }

  /** Keys of streams, soft-deleted ones included, in order. */
  public static List<StreamKey> keysAfter(ReadConnection connection, long after, int limit) {
    return connection
        .dsl()
        .select(STREAMS.STREAM_KEY)
        .from(STREAMS)
        .where(STREAMS.STREAM_KEY.gt(after))
        .orderBy(STREAMS.STREAM_KEY)
        .limit(limit)
        .fetch(row -> new StreamKey(row.value1()));
  }

  /** Paths of streams that are not deleted, by what they begin with. */
  public static List<StreamPath> livePaths(
      ReadConnection connection, String prefix, String after, int limit) {
    return connection
        .dsl()
        .select(STREAMS.PATH)
        .from(STREAMS)
        .where(inRange(prefix, after))
        .and(STREAMS.SOFT_DELETED.eq(0L))
        .orderBy(STREAMS.PATH)
        .limit(limit)
        .fetch(row -> new StreamPath(row.value1()));
  }

  /** All streams, by what their paths begin with. */
  public static List<ListedStream> named(
      ReadConnection connection, HotIndex index, String prefix, String after, int limit)
      throws SQLException {
    return list(connection, index, inRange(prefix, after), STREAMS.PATH, limit);
  }

  /** Streams that were forked from a stream, in the order of their keys. */
  public static List<ListedStream> forksOf(
      ReadConnection connection, HotIndex index, StreamKey source, long after, int limit)
      throws SQLException {
    return list(connection, index, isForkOf(source, after), STREAMS.STREAM_KEY, limit);
  }

  private static List<ListedStream> list(
      ReadConnection connection, HotIndex index, Condition which, Field<?> order, int limit)
      throws SQLException {
    Field<BigDecimal> archived =
        DSL.field(
            DSL.select(DSL.sum(OBJECTS.SIZE))
                .from(OBJECTS)
                .where(OBJECTS.STREAM_KEY.eq(STREAMS.STREAM_KEY)));
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
  }

  static Condition isForkOf(StreamKey source, long after) {
    return STREAMS.ORIGIN_KEY.eq(source.value()).and(STREAMS.STREAM_KEY.gt(after));
  }

  /** A range of the index of the paths, which are compared by their bytes. */
  static Condition inRange(String prefix, String after) {
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
}
