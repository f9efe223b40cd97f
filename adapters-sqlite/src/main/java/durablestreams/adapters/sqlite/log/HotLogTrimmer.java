package durablestreams.adapters.sqlite.log;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;
import static durablestreams.adapters.sqlite.schema.PreparedSql.NUMBER;
import static durablestreams.adapters.sqlite.schema.PreparedSql.SQL;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Deleter of rows of the hot log, or of parts of them, with statements that are prepared once. */
public final class HotLogTrimmer implements AutoCloseable {

  /** Bytes of a row besides its blobs, about. */
  public static final int ROW_BYTES = 34;

  /** Bytes after which a piece of work ends; large rows are many pages each. */
  private static final long MAX_BYTES = 8L << 20;

  private static final Condition RANGE = HOT_LOG.ENTRY.between(NUMBER, NUMBER);
  private static final String LIST =
      SQL.select(
              HOT_LOG.ENTRY,
              HOT_LOG.BYTES,
              HOT_LOG.HEADS,
              HOT_LOG.APPENDED_AT,
              HOT_LOG.HEADS_CRC32C)
          .from(HOT_LOG)
          .where(RANGE)
          .orderBy(HOT_LOG.ENTRY)
          .getSQL();
  private static final String SUM =
      SQL.select(DSL.count(), DSL.sum(HOT_LOG.BYTES)).from(HOT_LOG).where(RANGE).getSQL();
  private static final String DELETE = SQL.deleteFrom(HOT_LOG).where(RANGE).getSQL();
  private static final String ROW =
      SQL.select(HOT_LOG.APPENDED_AT, HOT_LOG.HEADS, HOT_LOG.PAYLOAD, HOT_LOG.PAYLOAD_CRC32C)
          .from(HOT_LOG)
          .where(HOT_LOG.ENTRY.eq(NUMBER))
          .getSQL();

  private final PreparedStatement list;
  private final PreparedStatement sum;
  private final PreparedStatement delete;
  private final PreparedStatement row;
  private final PreparedStatement insert;
  private final RowChecksums checksums = new RowChecksums();

  public HotLogTrimmer(Connection connection) throws SQLException {
    list = connection.prepareStatement(LIST);
    sum = connection.prepareStatement(SUM);
    delete = connection.prepareStatement(DELETE);
    row = connection.prepareStatement(ROW);
    insert = connection.prepareStatement(LogAppender.INSERT);
  }

  /**
   * Tells whether a stream still needs its part of a row; of a message in several rows, the first
   * one is asked about.
   */
  public interface Needed {
    boolean test(long key, long entry);
  }

  /**
   * What went.
   *
   * @param bytes in the log, about
   * @param end the first entry that was not looked at
   */
  public record Removed(long bytes, long end) {}

  /** Deletes the rows from {@code first} to before {@code end}, or fewer if they are large. */
  public Removed removeAll(long first, long end) throws SQLException {
    long reached = end;
    long bytes = bytes(first, reached - 1);
    while (bytes > MAX_BYTES && reached - first > 1) {
      reached = first + (reached - first) / 2;
      bytes = bytes(first, reached - 1);
    }
    delete(first, reached - 1);
    delete.executeBatch();
    return new Removed(bytes, reached);
  }

  private long bytes(long first, long last) throws SQLException {
    setRange(sum, first, last);
    try (ResultSet found = sum.executeQuery()) {
      found.next();
      return found.getLong(1) * ROW_BYTES + found.getLong(2);
    }
  }

  /**
   * Deletes the rows from {@code first} to before {@code end} that are not needed, in runs, and of
   * from the others what is not needed, if that is half of them. These are deleted as well and
   * written anew, because SQLite joins pages that have become empty only when it deletes. Damaged
   * rows stay as they are: they must not get a new checksum.
   */
  public Removed remove(long first, long end, Needed needed) throws SQLException {
    long bytes = 0;
    long runStart = first;
    long reached = end;
    setRange(list, first, end - 1);
    try (ResultSet rows = list.executeQuery()) {
      while (rows.next()) {
        long entry = rows.getLong(1);
        if (bytes >= MAX_BYTES) {
          reached = entry;
          break;
        }
        long size = rows.getLong(2);
        byte[] heads = rows.getBytes(3);
        boolean intact = checksums.heads(entry, rows.getLong(4), size, heads) == rows.getInt(5);
        long kept = intact ? neededBytes(entry, heads, needed) : size;
        if (!intact || kept > size / 2 || (kept > 0 && !keepNeeded(entry, needed))) {
          delete(runStart, entry - 1);
          runStart = entry + 1;
          continue;
        }
        bytes += size - kept;
        bytes += kept > 0 ? 0 : ROW_BYTES;
      }
    }
    delete(runStart, reached - 1);
    delete.executeBatch();
    insert.executeBatch();
    return new Removed(bytes, reached);
  }

  /** Has what is needed of a row written anew; false when its payload is damaged. */
  private boolean keepNeeded(long entry, Needed needed) throws SQLException {
    row.setLong(1, entry);
    try (ResultSet found = row.executeQuery()) {
      found.next();
      RowBuilder rest = new RowBuilder();
      byte[] payload = found.getBytes(3);
      if (checksums.payload(entry, payload) != found.getInt(4)) {
        return false;
      }
      var append = new EntryHeaders.Reader(found.getBytes(2));
      while (append.next()) {
        if (needed.test(append.key(), entry)) {
          append.copyTo(rest, payload);
        }
      }
      LogAppender.bind(insert, entry, found.getLong(1), rest.heads(), rest.payload(), checksums);
      insert.addBatch();
      return true;
    }
  }

  private static long neededBytes(long entry, byte[] heads, Needed needed) {
    var append = new EntryHeaders.Reader(heads);
    long bytes = 0;
    while (append.next()) {
      if (needed.test(append.key(), entry - append.ordinal())) {
        bytes += append.size();
      }
    }
    return bytes;
  }

  private void delete(long first, long last) throws SQLException {
    if (first <= last) {
      setRange(delete, first, last);
      delete.addBatch();
    }
  }

  private static void setRange(PreparedStatement statement, long first, long last)
      throws SQLException {
    statement.setLong(1, first);
    statement.setLong(2, last);
  }

  @Override
  public void close() throws SQLException {
    list.close();
    sum.close();
    delete.close();
    row.close();
    insert.close();
  }
}
