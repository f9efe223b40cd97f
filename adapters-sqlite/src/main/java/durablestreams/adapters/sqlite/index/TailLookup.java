package durablestreams.adapters.sqlite.index;

import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;

import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.adapters.sqlite.schema.StreamTable;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.Tail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Look-up of the end of a stream without hot rows. The first append to each such stream asks, so
 * the statement is prepared once and run by hand: 5 µs instead of 35.
 */
public final class TailLookup implements AutoCloseable {

  private static final String SELECT =
      PreparedSql.SQL
          .select(
              STREAMS.CONTENT_TYPE,
              STREAMS.LAST_SEQ,
              STREAMS.TAIL_POSITION,
              STREAMS.TAIL_OFFSET_SEGMENT,
              STREAMS.TAIL_OFFSET_WITHIN,
              STREAMS.TAIL_SEGMENT,
              STREAMS.TAIL_SEGMENT_START,
              STREAMS.TAIL_SEGMENT_MESSAGES,
              STREAMS.TAIL_SEGMENT_BYTES,
              STREAMS.FOLDED_TO,
              STREAMS.ORIGIN_KEY)
          .from(STREAMS)
          .where(STREAMS.STREAM_KEY.eq(0L))
          .getSQL();

  private final PreparedStatement select;

  public TailLookup(Connection connection) throws SQLException {
    select = connection.prepareStatement(SELECT);
  }

  /**
   * A stream as its snapshot says.
   *
   * @param foldedTo the last entry of the hot log that the snapshot knows
   * @param originKey the stream it was forked from, or {@code null}
   */
  public record Found(
      HotStream stream,
      Tail tail,
      StreamSeq lastSeq,
      long foldedTo,
      @Nullable StreamKey originKey) {}

  public @Nullable Found find(StreamKey key) throws SQLException {
    select.setLong(1, key.value());
    try (ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return null;
      }
      Tail tail =
          new Tail(
              row.getLong(3),
              StreamTable.offset(row.getLong(4), row.getLong(5)),
              row.getLong(6),
              row.getLong(7),
              row.getLong(8),
              row.getLong(9));
      StreamSeq lastSeq = new StreamSeq(row.getString(2));
      HotStream stream =
          new HotStream(key.value(), new ContentType(row.getString(1)).unit(), tail, lastSeq);
      long origin = row.getLong(11);
      return new Found(
          stream, tail, lastSeq, row.getLong(10), origin == 0 ? null : new StreamKey(origin));
    }
  }

  @Override
  public void close() throws SQLException {
    select.close();
  }
}
