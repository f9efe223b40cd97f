package durablestreams.adapters.sqlite.read;

import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.log.RowDamage;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.HotRead;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One read of the hot log: finds the rows in the index and fetches them by number, many at once.
 */
public final class HotReader implements ReadConnection.RowSink {

  /** Rows that are looked up in the index at a time. */
  private static final int STEP = 256;

  /** Rows of other streams that are passed over rather than sought past, for each row wanted. */
  private static final int PASSED_OVER = 2;

  /** What a batch may keep in memory beyond its bytes before it is copied. */
  private static final int SLACK_BYTES = 16 << 10;

  private final ReadConnection connection;
  private final HotStream stream;
  private final long to;
  private final int maxBytes;
  private final boolean cut;
  private final List<MessageBatch> batches = new ArrayList<>();
  private long position;
  private long bytes;
  private boolean gap;

  /**
   * @param cut whether the last batch may be cut to {@code maxBytes}
   */
  public HotReader(
      ReadConnection connection, HotStream stream, long from, long to, int maxBytes, boolean cut) {
    this.connection = connection;
    this.stream = stream;
    this.position = from;
    this.to = to;
    this.maxBytes = maxBytes;
    this.cut = cut;
  }

  public HotRead read() throws SQLException {
    try {
      boolean more = true;
      while (more && position < to) {
        long before = position;
        long[] entries = stream.entries(position, to, STEP);
        more = entries.length > 0 && fetch(entries) && position > before;
      }
    } catch (DamagedDataException e) {
      if (batches.isEmpty()) {
        throw e;
      }
      // What comes before the damage is fine; the next read begins at it.
    }
    return batches.isEmpty() ? new HotRead.Offloaded() : new HotRead.Found(batches);
  }

  /** Reads rows until one is missing or enough was read. */
  private boolean fetch(long[] entries) throws SQLException {
    long first = entries[0];
    long last = entries[entries.length - 1];
    boolean dense = last - first < entries.length * (1L + PASSED_OVER);
    boolean more =
        dense
            ? connection.rows(first, last, stream.key(), stream.unit(), this)
            : connection.rows(entries, stream.key(), stream.unit(), this);
    return more && !gap;
  }

  /** A row that was read along with the stream's own may be of others alone. */
  @Override
  public void damaged(long entry) {
    if (stream.needs(entry)) {
      throw RowDamage.of("list of appends", entry, stream.key());
    }
  }

  @Override
  public boolean accept(long from, MessageBatch batch) {
    long end = from + batch.units();
    if (end <= position || from > position) {
      return passes(from, batch.units());
    }
    MessageBatch whole = batch.slice(position - from, Math.min(to, end) - from);
    MessageBatch part = cut ? fitting(whole) : whole;
    add(part);
    return part.units() == whole.units() && bytes < maxBytes && position < to;
  }

  /** Reads of a message of bytes only the rows that are wanted; a JSON message stays whole. */
  @Override
  public boolean accept(LargeMessage message) throws SQLException {
    if (stream.unit() == PositionUnit.MESSAGES) {
      if (message.from() != position) {
        return passes(message.from(), 1);
      }
      byte[] whole = message.bytes(0, message.length());
      return accept(message.from(), MessageBatch.ofJson(whole, 0, whole.length));
    }
    long end = message.from() + message.length();
    if (end <= position || message.from() > position) {
      return passes(message.from(), message.length());
    }
    long until = Math.min(to, end);
    if (cut) {
      until = Math.min(until, position + Math.max(1, maxBytes - bytes));
    }
    int start = (int) (position - message.from());
    byte[] part = message.bytes(start, (int) (until - message.from()));
    add(MessageBatch.ofPart(part, start, (int) (end - until)));
    return until == Math.min(to, end) && bytes < maxBytes && position < to;
  }

  /** Passes over earlier messages, as of the same row, and notices that some are missing. */
  private boolean passes(long from, long units) {
    if (from > position) {
      gap = true;
    }
    return from + units <= position;
  }

  private void add(MessageBatch part) {
    batches.add(part);
    bytes += part.length();
    position += part.units();
  }

  /** The messages that there is room for, copied where they are a small part of their array. */
  private MessageBatch fitting(MessageBatch batch) {
    MessageBatch fitting = batch.prefixWithin((int) (maxBytes - bytes));
    return fitting.array().length > 2L * fitting.length() + SLACK_BYTES
        ? JoinedMessages.ofBatches(List.of(fitting))
        : fitting;
  }
}
