package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Looks into the database file of a server, beside it and without writing, for rows that do not fit
 * together. What it looks at is one snapshot.
 */
public final class StoreAudit implements AutoCloseable {

  /** Every query finds rows that must not be there. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "forks whose source is gone",
              """
              SELECT f.path FROM streams f LEFT JOIN streams s ON s.stream_key = f.origin_key
              WHERE f.origin_key IS NOT NULL AND (s.path IS NULL OR s.path <> f.origin_path)
              """),
          new Rule(
              "forks that begin beyond the end of their source",
              """
              SELECT f.path FROM streams f JOIN ends e ON e.stream_key = f.origin_key
              WHERE f.origin_position > e.position
              """),
          new Rule(
              "soft-deleted streams without a fork",
              """
              SELECT path FROM streams s WHERE soft_deleted = 1
              AND NOT EXISTS (SELECT 1 FROM streams f WHERE f.origin_key = s.stream_key)
              """),
          new Rule("producers of streams that are gone", orphansOf("producers")),
          new Rule("segments of streams that are gone", orphansOf("segments")),
          new Rule("waiting segments of streams that are gone", orphansOf("pending_segments")),
          new Rule("objects of streams that are gone", orphansOf("objects")),
          new Rule(
              "waiting segments that were never sealed",
              """
              SELECT w.stream_key || '/' || w.number FROM pending_segments w
              LEFT JOIN segments s ON s.stream_key = w.stream_key AND s.number = w.number
              WHERE s.number IS NULL
              """),
          new Rule(
              "segments that neither wait nor are in exactly one object, or both",
              """
              SELECT s.stream_key || '/' || s.number FROM segments s
              WHERE 1 <> (SELECT count(*) FROM pending_segments w
                          WHERE w.stream_key = s.stream_key AND w.number = s.number)
                       + (SELECT count(*) FROM objects o WHERE o.stream_key = s.stream_key
                          AND s.number BETWEEN o.first_segment AND o.last_segment
                          AND s.start_position >= o.start_position
                          AND s.end_position <= o.end_position)
              """),
          // What is before the front of a stream may be gone.
          new Rule(
              "segments that do not begin where the one before ends",
              """
              SELECT s.stream_key || '/' || s.number FROM segments s
              JOIN streams t ON t.stream_key = s.stream_key
              WHERE s.start_position <> coalesce(
                (SELECT max(p.end_position) FROM segments p
                 WHERE p.stream_key = s.stream_key AND p.number < s.number),
                t.origin_position, 0)
              AND NOT (s.start_position <= t.front_position AND NOT EXISTS (
                SELECT 1 FROM segments p
                WHERE p.stream_key = s.stream_key AND p.number < s.number))
              """),
          new Rule(
              "open segments that do not begin where the last sealed one ends",
              """
              SELECT t.path FROM streams t WHERE t.tail_segment_start <> coalesce(
                (SELECT max(s.end_position) FROM segments s WHERE s.stream_key = t.stream_key),
                nullif(t.front_position, 0), t.origin_position, 0)
              """),
          new Rule(
              "objects whose ends are not those of their segments",
              """
              SELECT o.name FROM objects o
              LEFT JOIN segments a ON a.stream_key = o.stream_key AND a.number = o.first_segment
              LEFT JOIN segments z ON z.stream_key = o.stream_key AND z.number = o.last_segment
              WHERE a.start_position IS NOT o.start_position
              OR z.end_position IS NOT o.end_position
              """),
          new Rule(
              "objects that are garbage and in use",
              "SELECT name FROM objects WHERE name IN (SELECT name FROM garbage_objects)"),
          new Rule(
              "appends in the log that do not begin where the one before ends",
              """
              SELECT entry FROM (
                SELECT entry, from_position, stream_key, lag(from_position + units)
                  OVER (PARTITION BY stream_key ORDER BY entry, place) AS before FROM appends)
              WHERE from_position <> before AND stream_key IN (SELECT stream_key FROM streams)
              """),
          new Rule(
              "streams whose data is neither in objects nor in the log",
              """
              SELECT t.path FROM streams t JOIN ends e ON e.stream_key = t.stream_key
              WHERE e.position > coalesce(
                (SELECT max(o.end_position) FROM objects o WHERE o.stream_key = t.stream_key),
                t.origin_position, 0)
              AND NOT EXISTS (SELECT 1 FROM appends h WHERE h.stream_key = t.stream_key
                AND h.from_position <= coalesce(
                  (SELECT max(o.end_position) FROM objects o WHERE o.stream_key = t.stream_key),
                  t.origin_position, 0))
              """),
          new Rule(
              "keys and entries that could be given again",
              """
              SELECT highest_key FROM meta
              WHERE highest_key < (SELECT coalesce(max(stream_key), 0) FROM streams)
              OR last_removed_entry >= (SELECT min(entry) FROM hot_log)
              OR next_announcement <= (SELECT max(number) FROM announcements)
              """));

  /** The appends that the rows of the log hold, in order of {@code place} within a row. */
  private static final String APPENDS =
      """
      CREATE TEMP TABLE appends
        (entry INTEGER, place INTEGER, stream_key INTEGER, from_position INTEGER, units INTEGER)
      """;

  /** Where each stream ends: its snapshot, and what the log holds beyond it. */
  private static final String ENDS =
      """
      CREATE TEMP VIEW ends AS
      SELECT t.stream_key, t.tail_position + coalesce(
        (SELECT sum(h.units) FROM appends h
         WHERE h.stream_key = t.stream_key AND h.entry > t.folded_to), 0) AS position
      FROM streams t
      """;

  private record Rule(String what, String query) {}

  private static String orphansOf(String table) {
    return "SELECT DISTINCT stream_key FROM "
        + table
        + " WHERE stream_key NOT IN (SELECT stream_key FROM streams)";
  }

  private final Connection connection;

  private StoreAudit(Connection connection) {
    this.connection = connection;
  }

  /** Opens the database of the server with this data folder, which may be running. */
  public static StoreAudit of(Path data) throws SQLException {
    var config = new SQLiteConfig(new Properties());
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + data.resolve("streams.db"));
    Connection connection = source.getConnection();
    try (var statement = connection.createStatement()) {
      statement.execute(APPENDS);
      statement.execute("CREATE INDEX temp.appends_by_stream ON appends (stream_key, entry)");
      statement.execute(ENDS);
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM meta").close();
      readAppends(connection);
      return new StoreAudit(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void readAppends(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT entry, heads, length(payload) FROM hot_log ORDER BY entry");
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO appends VALUES (?1, ?2, ?3, ?4, iif(
                  (SELECT content_type FROM streams WHERE stream_key = ?3) LIKE 'application/json%',
                  ?6, ?5))
                """)) {
      Unfinished message = Unfinished.NONE;
      while (rows.next()) {
        message = message.after(rows.getLong(1), rows.getBytes(2), rows.getLong(3));
        if (continuation(rows.getBytes(2)) > 0) {
          continue;
        }
        ByteBuffer heads = ByteBuffer.wrap(rows.getBytes(2));
        long left = rows.getLong(3);
        for (int place = 0; heads.hasRemaining(); place++) {
          insert.setLong(1, rows.getLong(1));
          insert.setInt(2, place);
          insert.setLong(3, number(heads));
          insert.setLong(4, number(heads));
          long bytes = number(heads);
          insert.setLong(5, bytes);
          insert.setLong(6, number(heads));
          insert.executeUpdate();
          left -= bytes;
          skipRest(heads);
        }
        if (left < 0) {
          message = new Unfinished(rows.getLong(1), 1, -left);
        } else {
          assertThat(left).as("bytes that are no append's in row %d", rows.getLong(1)).isZero();
        }
      }
      assertThat(message).as("a message without its last rows").isEqualTo(Unfinished.NONE);
    }
  }

  /**
   * A message of which further rows must follow. Rows that continue one whose first row was removed
   * are passed over.
   */
  private record Unfinished(long entry, long rows, long missing) {

    static final Unfinished NONE = new Unfinished(0, 0, 0);

    Unfinished after(long next, byte[] heads, long payload) {
      if (missing == 0) {
        return NONE;
      }
      assertThat(next).as("row after the beginning of a message").isEqualTo(entry + rows);
      assertThat(continuation(heads)).as("row %d continues row %d", next, entry).isEqualTo(rows);
      assertThat(payload).as("payload of row %d", next).isLessThanOrEqualTo(missing);
      return missing == payload ? NONE : new Unfinished(entry, rows + 1, missing - payload);
    }
  }

  /** How many rows of the same message come before this one; 0 if it continues none. */
  private static long continuation(byte[] row) {
    ByteBuffer heads = ByteBuffer.wrap(row);
    for (int i = 0; i < 4; i++) {
      number(heads);
    }
    return (number(heads) & 8) == 0 ? 0 : number(heads);
  }

  /** What only some heads have: lengths, a Stream-Seq, a producer with epoch and sequence. */
  private static void skipRest(ByteBuffer heads) {
    long flags = number(heads);
    for (int flag = 1; flag <= 4; flag <<= 1) {
      if ((flags & flag) != 0) {
        int length = (int) number(heads);
        heads.position(heads.position() + length);
      }
    }
    if ((flags & 4) != 0) {
      number(heads);
      number(heads);
    }
  }

  /** A number in groups of seven bits, the lowest first. */
  private static long number(ByteBuffer bytes) {
    long number = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes.get();
      number |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return number;
  }

  /** Checks the database of a server once. */
  public static void check(Path data) throws SQLException {
    try (StoreAudit audit = of(data)) {
      audit.everythingFits();
    }
  }

  /** Fails when any row does not fit to the others. */
  public void everythingFits() throws SQLException {
    List<String> problems = new ArrayList<>();
    for (Rule rule : RULES) {
      List<String> found = texts(rule.query());
      if (!found.isEmpty()) {
        problems.add(rule.what() + ": " + found);
      }
    }
    assertThat(problems).as("rows that do not fit").isEmpty();
  }

  /** How many rows a table has. */
  public long rows(String table) throws SQLException {
    return number("SELECT count(*) FROM " + table);
  }

  /** The first column of the only row. */
  public long number(String query) throws SQLException {
    return Long.parseLong(texts(query).getFirst());
  }

  /** The names of all objects in the index. */
  public TreeSet<String> objects() throws SQLException {
    return new TreeSet<>(texts("SELECT name FROM objects"));
  }

  /** The paths of all streams but the registry. */
  public List<String> streams() throws SQLException {
    return texts("SELECT path FROM streams WHERE path <> '__registry__' ORDER BY path");
  }

  /** Bytes of the pages that are in use. */
  public long usedBytes() throws SQLException {
    long pages = number("PRAGMA page_count") - number("PRAGMA freelist_count");
    return pages * number("PRAGMA page_size");
  }

  private List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
