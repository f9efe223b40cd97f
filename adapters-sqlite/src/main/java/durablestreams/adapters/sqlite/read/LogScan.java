package durablestreams.adapters.sqlite.read;

import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.log.EntryHeaders;
import durablestreams.adapters.sqlite.log.LargeAppend;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.HotRange;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * One read of the hot log for several streams: finds the rows of all in the index and fetches each
 * once. A range whose next messages are in none of its rows ends there.
 */
public final class LogScan {

  /** Rows that are looked up in the index at a time, for all streams together. */
  private static final int STEP = 4_096;

  /** The same for one stream, at least and at most. */
  private static final int LEAST_STEP = 8;

  private static final int MOST_STEP = 256;

  /** Unwanted rows that are passed over rather than sought past, for each row wanted. */
  private static final int PASSED_OVER = 2;

  private final ReadConnection connection;
  private final HotIndex index;
  private final List<HotRange> ranges;
  private final int maxBytes;
  private final StreamStore.HotSink sink;

  /** Keys of the streams, ascending, and the index of the range of each. */
  private final long[] keys;

  private final int[] rangeOfKey;

  /** Of each range: where it goes on, and whether it has ended. */
  private final long[] positions;

  private final boolean[] ended;

  private long handed;
  private long read;

  public LogScan(
      ReadConnection connection,
      HotIndex index,
      List<HotRange> ranges,
      int maxBytes,
      StreamStore.HotSink sink) {
    this.connection = connection;
    this.index = index;
    this.ranges = ranges;
    this.maxBytes = maxBytes;
    this.sink = sink;
    this.keys = ranges.stream().mapToLong(range -> range.key().value()).sorted().toArray();
    this.rangeOfKey = new int[keys.length];
    this.positions = ranges.stream().mapToLong(HotRange::from).toArray();
    this.ended = new boolean[keys.length];
    for (int i = 0; i < keys.length; i++) {
      rangeOfKey[Arrays.binarySearch(keys, ranges.get(i).key().value())] = i;
    }
  }

  /** Bytes of the rows that were read. */
  public long run() throws SQLException {
    boolean more = !ranges.isEmpty();
    while (more && handed < maxBytes) {
      more = step();
    }
    return read;
  }

  /** Reads the next rows of all ranges; false when none goes on. */
  private boolean step() throws SQLException {
    int limit = Math.clamp(STEP / ranges.size(), LEAST_STEP, MOST_STEP);
    long[][] found = new long[ranges.size()][];
    long horizon = Long.MAX_VALUE;
    boolean any = false;
    for (int i = 0; i < found.length; i++) {
      found[i] = ended[i] ? new long[0] : entries(i, limit);
      ended[i] = found[i].length == 0;
      any |= !ended[i];
      if (found[i].length >= limit) {
        horizon = Math.min(horizon, last(found[i]));
      }
    }
    if (any) {
      long[] before = positions.clone();
      fetch(upTo(horizon, found));
      for (int i = 0; i < found.length; i++) {
        ended[i] |= positions[i] == before[i] && last(found[i]) <= horizon;
      }
    }
    return any;
  }

  private long[] entries(int range, int limit) {
    HotRange wanted = ranges.get(range);
    return positions[range] >= wanted.to()
        ? new long[0]
        : index.entries(wanted.key(), positions[range], wanted.to(), limit);
  }

  private static long last(long[] entries) {
    return entries.length == 0 ? Long.MAX_VALUE : entries[entries.length - 1];
  }

  /** All of these entries up to {@code horizon}, ascending, each once. */
  private static long[] upTo(long horizon, long[][] found) {
    return Arrays.stream(found)
        .flatMapToLong(Arrays::stream)
        .filter(entry -> entry <= horizon)
        .sorted()
        .distinct()
        .toArray();
  }

  private void fetch(long[] entries) throws SQLException {
    long span = last(entries) - entries[0];
    if (span < entries.length * (1L + PASSED_OVER)) {
      connection.visit(entries[0], last(entries), this::take);
    } else {
      connection.visit(entries, this::take);
    }
  }

  /** Hands on what is wanted of a row; nothing of a damaged one, at which its ranges end. */
  private boolean take(LogRow row) throws SQLException {
    read += row.bytes();
    if (row.hasIntactHeads()) {
      var append = new EntryHeaders.Reader(row.heads());
      try {
        while (handed < maxBytes && append.next()) {
          int found = append.isContinuation() ? -1 : Arrays.binarySearch(keys, append.key());
          if (found >= 0) {
            take(append, row, rangeOfKey[found]);
          }
        }
      } catch (DamagedDataException e) {
        return true;
      }
    }
    return handed < maxBytes;
  }

  private void take(EntryHeaders.Reader append, LogRow row, int range) throws SQLException {
    HotRange wanted = ranges.get(range);
    long position = positions[range];
    long end = append.from() + append.units(wanted.unit());
    if (append.from() > position || end <= position || position >= wanted.to()) {
      return;
    }
    long until = Math.min(wanted.to(), end);
    if (append.isContinued(row.payloadBytes())) {
      LargeMessage message =
          new LargeMessage(
              connection,
              append.key(),
              row.entry(),
              append.from(),
              append.bytes(),
              (int) row.payloadBytes());
      takeLarge(message, range, until);
    } else {
      MessageBatch batch = append.batch(wanted.unit(), row.payload(append.key()));
      hand(range, batch.slice(position - append.from(), until - append.from()));
    }
  }

  /** Hands on a message of bytes as much at a time as a row holds; a JSON message stays whole. */
  private void takeLarge(LargeMessage message, int range, long until) throws SQLException {
    if (ranges.get(range).unit() == PositionUnit.MESSAGES) {
      byte[] whole = message.bytes(0, message.length());
      read += whole.length;
      hand(range, MessageBatch.ofJson(whole, 0, whole.length));
      return;
    }
    while (positions[range] < until) {
      int from = (int) (positions[range] - message.from());
      int to = (int) Math.min(until - message.from(), (long) from + LargeAppend.PIECE_BYTES);
      byte[] part = message.bytes(from, to);
      read += part.length;
      hand(range, MessageBatch.ofPart(part, from, message.length() - to));
    }
  }

  private void hand(int range, MessageBatch batch) {
    sink.accept(range, positions[range], batch);
    handed += batch.length();
    positions[range] += batch.units();
  }
}
