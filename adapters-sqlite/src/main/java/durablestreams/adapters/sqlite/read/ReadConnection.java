package durablestreams.adapters.sqlite.read;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;

import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.index.HotStreamLoader;
import durablestreams.adapters.sqlite.log.EntryHeaders;
import durablestreams.adapters.sqlite.log.RowChecksums;
import durablestreams.adapters.sqlite.log.RowDamage;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection that reads, for one thread at a time. The statements that read rows of the hot log
 * are jOOQ's, but prepared once and run by hand: a row costs a fifth of what it does through a
 * query that is built each time.
 */
public final class ReadConnection implements AutoCloseable {

  /** Rows that are sought with one statement, at most; one each costs three times as much. */
  private static final int SOUGHT = 64;

  private static final String EACH = rows(HOT_LOG.ENTRY.in(Collections.nCopies(SOUGHT, 0L)));
  private static final String RANGE = rows(HOT_LOG.ENTRY.between(0L, 0L));

  private final Connection connection;
  private final DSLContext dsl;
  private final StreamQueries streams;
  private final HotStreamLoader hotStreams;
  private final PreparedStatement each;
  private final PreparedStatement range;

  /** For rows of a large message, while another statement has found its first one. */
  private final PreparedStatement pieces;

  /** Further statements, by their text. */
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private final RowChecksums checksums = new RowChecksums();

  private ReadConnection(Connection connection) throws SQLException {
    this.connection = connection;
    this.dsl = Connections.dsl(connection);
    this.hotStreams = new HotStreamLoader(connection);
    this.streams = new StreamQueries(dsl, hotStreams);
    this.each = connection.prepareStatement(EACH);
    this.range = connection.prepareStatement(RANGE);
    this.pieces = connection.prepareStatement(RANGE);
  }

  static ReadConnection open(Path file) throws SQLException {
    Connection connection = Connections.reader(file);
    try {
      return new ReadConnection(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static String rows(Condition entries) {
    return PreparedSql.SQL
        .select(
            HOT_LOG.ENTRY,
            HOT_LOG.APPENDED_AT,
            HOT_LOG.BYTES,
            HOT_LOG.HEADS_CRC32C,
            HOT_LOG.PAYLOAD_CRC32C,
            HOT_LOG.HEADS,
            HOT_LOG.PAYLOAD)
        .from(HOT_LOG)
        .where(entries)
        .orderBy(HOT_LOG.ENTRY)
        .getSQL();
  }

  public DSLContext dsl() {
    return dsl;
  }

  /** The statement of a constant text, which is prepared at its first use and kept. */
  public PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  public StreamQueries streams() {
    return streams;
  }

  public HotStreamLoader hotStreams() {
    return hotStreams;
  }

  /** What a read of rows adds to, and when it is enough. */
  interface RowSink {

    /** Takes an append; false when no more are wanted. */
    boolean accept(long from, MessageBatch batch);

    /**
     * Takes a message that is in several rows, which it reads now; false when no more are wanted.
     */
    boolean accept(LargeMessage message) throws SQLException;

    /** Is told that the heads of a row are damaged; which streams are in it is not known. */
    void damaged(long entry);
  }

  /**
   * Hands the appends to {@code key} in these rows to {@code sink}; false when it wants no more, or
   * there is none in those that were sought together.
   */
  boolean rows(long[] entries, long key, PositionUnit unit, RowSink sink) throws SQLException {
    boolean more = true;
    for (int from = 0; more && from < entries.length; from += SOUGHT) {
      bind(entries, from);
      more = hand(each, key, unit, sink);
    }
    return more;
  }

  private void bind(long[] entries, int from) throws SQLException {
    for (int i = 0; i < SOUGHT; i++) {
      each.setLong(i + 1, entries[Math.min(from + i, entries.length - 1)]);
    }
  }

  /** The same for all rows from one entry to another. */
  boolean rows(long firstEntry, long lastEntry, long key, PositionUnit unit, RowSink sink)
      throws SQLException {
    range.setLong(1, firstEntry);
    range.setLong(2, lastEntry);
    return hand(range, key, unit, sink);
  }

  private boolean hand(PreparedStatement statement, long key, PositionUnit unit, RowSink sink)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      boolean more = true;
      boolean any = false;
      while (more && rows.next()) {
        long entry = rows.getLong(1);
        byte[] heads = rows.getBytes(6);
        if (checksums.heads(entry, rows.getLong(2), rows.getLong(3), heads) != rows.getInt(4)) {
          sink.damaged(entry);
          any = true;
          continue;
        }
        var append = new EntryHeaders.Reader(heads);
        byte @Nullable [] payload = null;
        while (more && append.next()) {
          if (append.key() != key || append.isContinuation()) {
            continue;
          }
          any = true;
          long payloadBytes = rows.getLong(3) - heads.length;
          if (append.isContinued(payloadBytes)) {
            more =
                sink.accept(
                    new LargeMessage(
                        this, key, entry, append.from(), append.bytes(), (int) payloadBytes));
          } else {
            payload = payload == null ? payload(rows, entry, key) : payload;
            more = sink.accept(append.from(), append.batch(unit, payload));
          }
        }
      }
      return any && more;
    }
  }

  /** Takes rows as they come; false when no more are wanted. */
  interface RowVisitor {
    boolean visit(LogRow row) throws SQLException;
  }

  /** Hands rows to {@code visitor}, in order; false when it wants no more. */
  boolean visit(long[] entries, RowVisitor visitor) throws SQLException {
    boolean more = true;
    for (int from = 0; more && from < entries.length; from += SOUGHT) {
      bind(entries, from);
      more = visit(each, visitor);
    }
    return more;
  }

  /** The same for all rows from one entry to another. */
  boolean visit(long firstEntry, long lastEntry, RowVisitor visitor) throws SQLException {
    range.setLong(1, firstEntry);
    range.setLong(2, lastEntry);
    return visit(range, visitor);
  }

  private boolean visit(PreparedStatement statement, RowVisitor visitor) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      boolean more = true;
      while (more && rows.next()) {
        more = visitor.visit(new LogRow(rows, checksums));
      }
      return more;
    }
  }

  /** Takes the payload of a row. */
  interface PayloadSink {
    void accept(long entry, byte[] payload);
  }

  /** Hands the payloads of all rows from one to another to {@code sink}, which no row may lack. */
  void payloads(long firstEntry, long lastEntry, long key, PayloadSink sink) throws SQLException {
    pieces.setLong(1, firstEntry);
    pieces.setLong(2, lastEntry);
    try (ResultSet rows = pieces.executeQuery()) {
      for (long entry = firstEntry; entry <= lastEntry; entry++) {
        if (!rows.next() || rows.getLong(1) != entry) {
          throw RowDamage.of("continuation", entry, key);
        }
        sink.accept(entry, payload(rows, entry, key));
      }
    }
  }

  private byte[] payload(ResultSet rows, long entry, long key) throws SQLException {
    byte[] payload = rows.getBytes(7);
    if (checksums.payload(entry, payload) != rows.getInt(5)) {
      throw RowDamage.of("payload", entry, key);
    }
    return payload;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    for (AutoCloseable resource : List.of(each, range, pieces, hotStreams)) {
      try {
        resource.close();
      } catch (Exception e) {
        // The connection is closed next, and with it what belongs to it.
      }
    }
    connection.close();
  }
}
