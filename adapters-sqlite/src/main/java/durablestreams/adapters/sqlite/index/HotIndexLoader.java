package durablestreams.adapters.sqlite.index;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;
import static durablestreams.adapters.sqlite.generated.Tables.META;

import durablestreams.adapters.sqlite.generated.tables.records.MetaRecord;
import durablestreams.adapters.sqlite.log.EntryHeaders;
import durablestreams.adapters.sqlite.log.HotLogTrimmer;
import durablestreams.adapters.sqlite.log.LogState;
import durablestreams.adapters.sqlite.log.RowChecksums;
import durablestreams.domain.stream.StreamKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Loader of the hot index at start: reads the hot log once, without its payloads, and folds what
 * came after each stream's snapshot. Streams beyond a number of those are packed meanwhile, and
 * read again when another row of theirs comes.
 */
public final class HotIndexLoader {

  private final Connection connection;
  private final DSLContext dsl;
  private final HotStreamLoader streams;
  private final HotIndex index;
  private final RowChecksums checksums = new RowChecksums();

  /** Streams of which rows came, or {@code null} where they were purged. */
  private final Map<Long, @Nullable StreamFolding> foldings = new LinkedHashMap<>();

  private int mostFoldings;

  /** Bytes of the producers of these streams. */
  private long producerBytes;

  private long mostProducerBytes;

  public HotIndexLoader(
      Connection connection, DSLContext dsl, HotStreamLoader streams, HotIndex index) {
    this.connection = connection;
    this.dsl = dsl;
    this.streams = streams;
    this.index = index;
    this.mostFoldings = index.mostUnpacked();
    this.mostProducerBytes = index.mostProducerBytes();
  }

  public LogState load() throws SQLException {
    MetaRecord meta = dsl.selectFrom(META).fetchSingle();
    long first = 0;
    long last = meta.getLastRemovedEntry();
    long rows = 0;
    long bytes = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(scan())) {
      while (row.next()) {
        last = following(rows == 0 ? 0 : last, row.getLong(1));
        first = rows == 0 ? last : first;
        rows++;
        bytes += row.getLong(3) + HotLogTrimmer.ROW_BYTES;
        read(last, row);
        packSome();
      }
    }
    decidePacked();
    foldings.values().forEach(this::load);
    index.damage().report();
    return new LogState(rows == 0 ? last + 1 : first, last, bytes, meta);
  }

  /** Rows come in order, unless a page of the log is in the place of another. */
  private static long following(long last, long next) {
    if (next <= last) {
      throw new IllegalStateException("row " + next + " of the hot log is after row " + last);
    }
    return next;
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

  private void load(@Nullable StreamFolding folding) {
    if (folding != null) {
      index.damage().decide(folding.stream().key(), folding.knownTo());
      index.load(folding.stream());
    }
  }

  private void packSome() {
    if (foldings.size() > mostFoldings || producerBytes > mostProducerBytes) {
      foldings.values().removeIf(folding -> folding == null || isPacked(folding));
      mostFoldings = Math.max(mostFoldings, 2 * foldings.size());
      producerBytes = 0;
      foldings.values().forEach(folding -> producerBytes += producerBytes(folding));
      mostProducerBytes = Math.max(mostProducerBytes, 2 * producerBytes);
    }
  }

  private static long producerBytes(@Nullable StreamFolding folding) {
    return folding == null ? 0 : folding.stream().producerBytes();
  }

  private boolean isPacked(StreamFolding folding) {
    return !index.damage().refuses(folding.stream().key()) && index.loadPacked(folding.stream());
  }

  /** Decides on the streams that were packed before all rows were read, where rows are damaged. */
  private void decidePacked() throws SQLException {
    if (!index.damage().hasRows()) {
      return;
    }
    for (StreamKey key : index.packedKeys()) {
      StreamFolding folding = folding(key.value());
      if (folding != null) {
        foldings.put(key.value(), folding);
      }
    }
  }

  private String scan() {
    return dsl.select(
            HOT_LOG.ENTRY, HOT_LOG.APPENDED_AT, HOT_LOG.BYTES, HOT_LOG.HEADS, HOT_LOG.HEADS_CRC32C)
        .from(HOT_LOG)
        .orderBy(HOT_LOG.ENTRY)
        .getSQL();
  }

  /** The stream of an append, or {@code null} when it was purged. */
  private @Nullable StreamFolding folding(long key) throws SQLException {
    StreamFolding known = foldings.get(key);
    if (known == null && !foldings.containsKey(key)) {
      long[] entries = index.unload(new StreamKey(key), streams);
      known = entries == null ? streams.begin(key) : streams.load(key, entries);
      foldings.put(key, known);
      producerBytes += producerBytes(known);
    }
    return known;
  }

  private void fold(long entry, long at, EntryHeaders.Reader append) throws SQLException {
    StreamFolding folding = folding(append.key());
    if (folding == null || index.damage().refuses(append.key())) {
      return;
    }
    long before = producerBytes(folding);
    if (folding.fold(entry, at, append)) {
      producerBytes += producerBytes(folding) - before;
    } else {
      String reason =
          "row %d of the hot log starts at %d in it and not at %d"
              .formatted(entry, append.from(), folding.end());
      index.damage().refuse(append.key(), reason);
      index.keep(entry);
    }
  }
}
