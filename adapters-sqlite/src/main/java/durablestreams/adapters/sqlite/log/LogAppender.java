package durablestreams.adapters.sqlite.log;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;

import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writer of the appends of a commit into rows of the hot log, in one batch.
 *
 * <p>The statement is jOOQ's, with its names and types, but prepared once and bound by hand: this
 * is the one place where building a query is much of the work of a commit.
 */
public final class LogAppender implements AutoCloseable {

  static final String INSERT =
      PreparedSql.SQL
          .insertInto(
              HOT_LOG,
              HOT_LOG.ENTRY,
              HOT_LOG.APPENDED_AT,
              HOT_LOG.BYTES,
              HOT_LOG.HEADS_CRC32C,
              HOT_LOG.PAYLOAD_CRC32C,
              HOT_LOG.HEADS,
              HOT_LOG.PAYLOAD)
          .values(0L, 0L, 0L, 0L, 0L, new byte[0], new byte[0])
          .getSQL();

  private final PreparedStatement insert;
  private final RowBuilder row = new RowBuilder();
  private final RowChecksums checksums = new RowChecksums();

  /** Written one row at a time, after the batch of the others. */
  private final List<LargeAppend> large = new ArrayList<>(0);

  private long firstEntry;
  private long rows;
  private long bytes;
  private long appendedAt;

  public LogAppender(Connection connection) throws SQLException {
    insert = connection.prepareStatement(INSERT);
  }

  /** Begins a commit whose first row gets the number {@code entry}. */
  public void begin(long entry) {
    firstEntry = entry;
    rows = 0;
    bytes = 0;
  }

  /** Forgets what was added for a commit that did not come about. */
  public void clear() throws SQLException {
    row.clear();
    large.clear();
    insert.clearBatch();
  }

  /**
   * Adds an append to the row at hand, or to the next one.
   *
   * @return the number of the row
   */
  public long add(StreamChange.Appended appended, boolean seqChanged) throws SQLException {
    MessageBatch batch = appended.batch();
    byte[] head = EntryHeaders.of(appended, seqChanged);
    long at = Millis.of(appended.at());
    if (!row.takes(head, batch.length()) || (at != appendedAt && !row.isEmpty())) {
      endRow();
    }
    appendedAt = at;
    row.add(head, batch.array(), batch.from(), batch.length());
    return firstEntry + rows;
  }

  /** Adds an append that gets rows of its own. */
  public LargeAppend addLarge(StreamChange.Appended appended, boolean seqChanged)
      throws SQLException {
    if (!row.isEmpty()) {
      endRow();
    }
    var added = new LargeAppend(appended, Millis.of(appended.at()), seqChanged, firstEntry + rows);
    rows += added.rows();
    bytes += added.bytes();
    large.add(added);
    return added;
  }

  private void endRow() throws SQLException {
    bind(insert, firstEntry + rows, appendedAt, row.heads(), row.payload(), checksums);
    insert.addBatch();
    rows++;
    bytes += row.bytes();
    row.clear();
  }

  /** Gives {@link #INSERT} its values. */
  static void bind(
      PreparedStatement insert,
      long entry,
      long appendedAt,
      byte[] heads,
      byte[] payload,
      RowChecksums checksums)
      throws SQLException {
    long bytes = (long) heads.length + payload.length;
    insert.setLong(1, entry);
    insert.setLong(2, appendedAt);
    insert.setLong(3, bytes);
    insert.setInt(4, checksums.heads(entry, appendedAt, bytes, heads));
    insert.setInt(5, checksums.payload(entry, payload));
    insert.setBytes(6, heads);
    insert.setBytes(7, payload);
  }

  /** Writes the rows. */
  public void write() throws SQLException {
    if (!row.isEmpty()) {
      endRow();
    }
    if (rows > 0) {
      insert.executeBatch();
    }
    for (LargeAppend append : large) {
      append.write(insert, checksums);
    }
    large.clear();
  }

  /** How many rows the commit has written. */
  public long rows() {
    return rows;
  }

  /** Bytes of these rows, about. */
  public long bytes() {
    return bytes + rows * HotLogTrimmer.ROW_BYTES;
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
