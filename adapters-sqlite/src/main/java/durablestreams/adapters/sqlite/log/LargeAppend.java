package durablestreams.adapters.sqlite.log;

import durablestreams.adapters.sqlite.schema.BlobFormats;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * An append that is too large for one row of the hot log. Its messages are divided into groups of
 * at most {@value #PIECE_BYTES} bytes, each a row with a head of its own. A message that is larger
 * than that is a group by itself, in as many rows as it takes: the first one has its head.
 *
 * <p>So neither SQLite nor a reader needs more than a piece at a time, and the bytes are copied
 * only a piece at a time while they are written.
 */
public final class LargeAppend {

  /** Bytes of payload in a row, at most. */
  public static final int PIECE_BYTES = 256 << 10;

  /** Messages with one head, whose first row is {@code entry}. */
  public record Group(long entry, long from, MessageBatch batch, byte[] head) {

    long rows() {
      return 1 + (batch.length() - 1L) / PIECE_BYTES;
    }
  }

  private final long key;
  private final long appendedAt;
  private final List<Group> groups = new ArrayList<>();
  private final long rows;
  private long bytes;

  /**
   * @param entry the number of the first row
   */
  LargeAppend(StreamChange.Appended appended, long appendedAt, boolean seqChanged, long entry) {
    this.key = appended.key().value();
    this.appendedAt = appendedAt;
    long next = entry;
    long from = appended.from();
    for (MessageBatch part : groups(appended.batch())) {
      byte[] head =
          EntryHeaders.of(
              key,
              from,
              part.length(),
              part.messageCount(),
              BlobFormats.lengths(part),
              seqChanged && next == entry ? appended.streamSeq().value() : null,
              next == entry ? appended.stamp() : null);
      Group group = new Group(next, from, part, head);
      groups.add(group);
      next += group.rows();
      from += part.units();
      bytes += part.length() + head.length;
    }
    rows = next - entry;
  }

  public static boolean isLarge(MessageBatch batch) {
    return batch.length() > PIECE_BYTES;
  }

  private static List<MessageBatch> groups(MessageBatch batch) {
    List<MessageBatch> groups = new ArrayList<>();
    int count = batch.messageCount();
    for (int first = 0; first < count; ) {
      int start = batch.messageFrom(first);
      int end = first + 1;
      while (end < count && batch.messageTo(end) - start <= PIECE_BYTES) {
        end++;
      }
      groups.add(
          batch.unit() == PositionUnit.MESSAGES
              ? batch.slice(first, end)
              : batch.slice(start - batch.from(), batch.messageTo(end - 1) - batch.from()));
      first = end;
    }
    return groups;
  }

  /** The groups, in order; the rows of each are known to the index by the first one. */
  public List<Group> groups() {
    return groups;
  }

  long rows() {
    return rows;
  }

  /** Bytes of the blobs, about. */
  long bytes() {
    return bytes;
  }

  /** Writes the rows, one at a time. SQLite copies a piece before the next one takes its place. */
  void write(PreparedStatement insert, RowChecksums checksums) throws SQLException {
    byte[] piece = new byte[PIECE_BYTES];
    for (Group group : groups) {
      MessageBatch batch = group.batch();
      for (int row = 0; row < group.rows(); row++) {
        int from = row * PIECE_BYTES;
        int to = Math.min(from + PIECE_BYTES, batch.length());
        byte[] head =
            row == 0
                ? group.head()
                : EntryHeaders.ofContinuation(key, group.from(), to - from, row);
        byte[] payload = to - from == PIECE_BYTES ? piece : new byte[to - from];
        System.arraycopy(batch.array(), batch.from() + from, payload, 0, to - from);
        LogAppender.bind(insert, group.entry() + row, appendedAt, head, payload, checksums);
        insert.executeUpdate();
      }
    }
  }
}
