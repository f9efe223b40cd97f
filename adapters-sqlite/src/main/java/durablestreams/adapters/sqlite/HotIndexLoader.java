package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;
import static durablestreams.adapters.sqlite.generated.Tables.META;
import static durablestreams.adapters.sqlite.generated.Tables.PENDING_SEGMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.SEGMENTS;

import durablestreams.adapters.sqlite.generated.tables.records.MetaRecord;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.Tail;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Fills the index at start: goes through the hot log once, without its payloads, and folds what
 * came after each stream's snapshot.
 */
final class HotIndexLoader {

  /** The snapshot of a stream, and what the rows made of it so far. */
  private static final class Folding {
    private final HotStream stream;
    private final long foldedTo;
    private final long neededFrom;
    private Tail tail;
    private StreamSeq lastSeq;

    /** The last row up to which the stream's end is known. */
    private long knownTo;

    private Folding(TailLookup.Found found, List<SealedSegment> pending) {
      tail = found.tail();
      lastSeq = found.lastSeq();
      foldedTo = found.foldedTo();
      knownTo = foldedTo;
      stream = found.stream();
      pending.forEach(stream::addPending);
      neededFrom = stream.neededFrom();
    }
  }

  private final Connection connection;
  private final DSLContext dsl;
  private final TailLookup tails;
  private final HotIndex index;
  private final RowChecksums checksums = new RowChecksums();
  private final Map<Long, @Nullable Folding> foldings = new LinkedHashMap<>();
  private final Map<Long, List<SealedSegment>> pending = new HashMap<>();

  HotIndexLoader(Connection connection, DSLContext dsl, TailLookup tails, HotIndex index) {
    this.connection = connection;
    this.dsl = dsl;
    this.tails = tails;
    this.index = index;
  }

  LogState load() throws SQLException {
    readPending();
    MetaRecord meta = dsl.selectFrom(META).fetchSingle();
    long first = 0;
    long last = meta.getLastRemovedEntry();
    long rows = 0;
    long bytes = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(scan())) {
      while (row.next()) {
        last = row.getLong(1);
        first = rows == 0 ? last : first;
        rows++;
        bytes += row.getLong(3) + LogTrimmer.ROW_BYTES;
        read(last, row);
      }
    }
    foldings.values().forEach(this::load);
    index.damage().report();
    return new LogState(
        rows == 0 ? last + 1 : first,
        last + 1,
        bytes,
        meta.getNextAnnouncement(),
        meta.getHighestKey());
  }

  private void read(long entry, ResultSet row) throws SQLException {
    long at = row.getLong(2);
    byte[] blob = row.getBytes(4);
    if (checksums.heads(entry, at, row.getLong(3), blob) != row.getInt(5)) {
      index.damage().addRow(entry);
      index.keep(entry);
      return;
    }
    var heads = new EntryHeaders.Reader(blob);
    while (heads.next()) {
      if (!heads.isContinuation()) {
        fold(entry, at, heads);
      }
    }
  }

  private void load(@Nullable Folding folding) {
    if (folding == null) {
      return;
    }
    index.damage().decide(folding.stream.key(), folding.knownTo);
    index.load(folding.stream);
  }

  private void readPending() {
    dsl.select(SEGMENTS.fields())
        .from(PENDING_SEGMENTS)
        .join(SEGMENTS)
        .on(SEGMENTS.STREAM_KEY.eq(PENDING_SEGMENTS.STREAM_KEY))
        .and(SEGMENTS.NUMBER.eq(PENDING_SEGMENTS.NUMBER))
        .orderBy(PENDING_SEGMENTS.STREAM_KEY, PENDING_SEGMENTS.NUMBER)
        .fetchInto(SEGMENTS)
        .forEach(row ->
            pending
                .computeIfAbsent(row.getStreamKey(), key -> new ArrayList<>())
                .add(SegmentTable.segmentOf(row)));
  }

  private String scan() {
    return dsl.select(
            HOT_LOG.ENTRY, HOT_LOG.APPENDED_AT, HOT_LOG.BYTES, HOT_LOG.HEADS, HOT_LOG.HEADS_CRC32C)
        .from(HOT_LOG)
        .orderBy(HOT_LOG.ENTRY)
        .getSQL();
  }

  /** The stream of an append, or {@code null} when it was purged. */
  private @Nullable Folding folding(long key) throws SQLException {
    Folding known = foldings.get(key);
    if (known == null && !foldings.containsKey(key)) {
      TailLookup.Found found = tails.find(new StreamKey(key));
      known = found == null ? null : new Folding(found, pending.getOrDefault(key, List.of()));
      foldings.put(key, known);
    }
    return known;
  }

  private void fold(long entry, long at, EntryHeaders.Reader append) throws SQLException {
    Folding folding = folding(append.key());
    long from = append.from();
    if (folding == null || from < folding.neededFrom || index.damage().refuses(append.key())) {
      return;
    }
    HotStream stream = folding.stream;
    if (entry <= folding.foldedTo) {
      stream.addRow(entry, from, at);
      return;
    }
    if (from != folding.tail.position()) {
      String reason =
          "row %d of the hot log starts at %d in it and not at %d"
              .formatted(entry, from, folding.tail.position());
      index.damage().refuse(append.key(), reason);
      index.keep(entry);
      return;
    }
    folding.knownTo = entry;
    folding.tail =
        folding.tail.appended(
            append.units(stream.unit()), append.messages(), append.messageBytes(stream.unit()));
    StreamSeq seq = append.seq();
    folding.lastSeq = seq == null ? folding.lastSeq : seq;
    stream.fold(entry, from, at, folding.tail, append.stamp(), folding.lastSeq);
  }
}
