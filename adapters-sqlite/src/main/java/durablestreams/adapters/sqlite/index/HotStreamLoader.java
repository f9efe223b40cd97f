package durablestreams.adapters.sqlite.index;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;
import static durablestreams.adapters.sqlite.generated.Tables.PENDING_SEGMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.SEGMENTS;

import durablestreams.adapters.sqlite.log.EntryHeaders;
import durablestreams.adapters.sqlite.log.RowChecksums;
import durablestreams.adapters.sqlite.log.RowDamage;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.application.port.DamagedDataException;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.StreamKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reader of what memory need not hold of streams with hot rows. Its statements are prepared once: a
 * stream with one row takes some 15 µs.
 */
public final class HotStreamLoader implements AutoCloseable {

  private static final String PENDING =
      PreparedSql.SQL
          .select(
              SEGMENTS.NUMBER,
              SEGMENTS.START_POSITION,
              SEGMENTS.END_POSITION,
              SEGMENTS.MESSAGES,
              SEGMENTS.PAYLOAD_BYTES)
          .from(PENDING_SEGMENTS)
          .join(SEGMENTS)
          .on(SEGMENTS.STREAM_KEY.eq(PENDING_SEGMENTS.STREAM_KEY))
          .and(SEGMENTS.NUMBER.eq(PENDING_SEGMENTS.NUMBER))
          .where(PENDING_SEGMENTS.STREAM_KEY.eq(0L))
          .orderBy(PENDING_SEGMENTS.NUMBER)
          .getSQL();

  private static final String ROW =
      PreparedSql.SQL
          .select(HOT_LOG.APPENDED_AT, HOT_LOG.BYTES, HOT_LOG.HEADS_CRC32C, HOT_LOG.HEADS)
          .from(HOT_LOG)
          .where(HOT_LOG.ENTRY.eq(0L))
          .getSQL();

  private final TailLookup tails;
  private final PreparedStatement pending;
  private final PreparedStatement row;
  private final RowChecksums checksums = new RowChecksums();

  public HotStreamLoader(Connection connection) throws SQLException {
    tails = new TailLookup(connection);
    pending = connection.prepareStatement(PENDING);
    row = connection.prepareStatement(ROW);
  }

  /** The snapshot of a stream, to be folded; {@code null} if there is no such. */
  @Nullable StreamFolding begin(long key) throws SQLException {
    TailLookup.Found found = tails.find(new StreamKey(key));
    return found == null ? null : new StreamFolding(found, pending(key));
  }

  private List<SealedSegment> pending(long key) throws SQLException {
    pending.setLong(1, key);
    List<SealedSegment> segments = new ArrayList<>(2);
    try (ResultSet found = pending.executeQuery()) {
      while (found.next()) {
        long end = segments.isEmpty() ? 0 : segments.getLast().end();
        segments.add(segment(new StreamKey(key), found, end));
      }
    }
    return segments;
  }

  /** The segment of a row; the one before it has this end. */
  private static SealedSegment segment(StreamKey key, ResultSet row, long endBefore)
      throws SQLException {
    long number = row.getLong(1);
    long start = row.getLong(2);
    long end = row.getLong(3);
    if (start < endBefore || end <= start) {
      throw new DamagedDataException(
          "segment %d of stream %d is damaged: its row says from %d to %d, and the one before ends at %d"
              .formatted(number, key.value(), start, end, endBefore));
    }
    return new SealedSegment(key, number, start, end, row.getLong(4), row.getLong(5));
  }

  /**
   * A stream with these rows; {@code null} if it or one of them is gone.
   *
   * @throws durablestreams.application.port.DamagedDataException when a row is not what was written
   */
  @Nullable StreamFolding load(long key, long[] entries) throws SQLException {
    StreamFolding folding = begin(key);
    for (int i = 0; folding != null && i < entries.length; i++) {
      if (!fold(folding, key, entries[i])) {
        return null;
      }
    }
    return folding;
  }

  private boolean fold(StreamFolding folding, long key, long entry) throws SQLException {
    row.setLong(1, entry);
    try (ResultSet found = row.executeQuery()) {
      if (!found.next()) {
        return false;
      }
      long at = found.getLong(1);
      byte[] heads = found.getBytes(4);
      if (checksums.heads(entry, at, found.getLong(2), heads) != found.getInt(3)) {
        throw RowDamage.of("list of appends", entry, key);
      }
      var append = new EntryHeaders.Reader(heads);
      while (append.next()) {
        if (append.key() == key && !append.isContinuation() && !folding.fold(entry, at, append)) {
          throw RowDamage.of("order of appends", entry, key);
        }
      }
      return true;
    }
  }

  @Override
  public void close() throws SQLException {
    tails.close();
    pending.close();
    row.close();
  }
}
