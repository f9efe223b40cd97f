package durablestreams.adapters.json;

import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.util.Arrays;

/**
 * Growing index of where the messages of a JSON array begin. What it and later steps allocate for
 * the messages is leased first; a few messages are covered by the lease of the body.
 */
final class MessageIndex {

  private static final int FREE_MESSAGES = 16;

  /** Bytes that a store needs for the length of one message while it writes the batch. */
  private static final int STORE_BYTES = 6;

  /** A range of the body up to this size is copied into an array that a store has already. */
  private static final int FREE_ROW = 16 << 10;

  private final Lease lease;
  private int[] starts = new int[FREE_MESSAGES];
  private int count;
  private long leased;

  MessageIndex(Lease lease) {
    this.lease = lease;
  }

  static void take(Lease lease, long bytes) {
    if (!lease.grow(bytes)) {
      throw new InsufficientMemoryException();
    }
  }

  void add(int start) {
    if (count == starts.length) {
      long grown = 2L * Integer.BYTES * count;
      take(lease, grown);
      starts = Arrays.copyOf(starts, Math.multiplyExact(count, 2));
      giveStarts();
      leased = grown;
    }
    starts[count++] = start;
  }

  private void giveStarts() {
    lease.shrinkTo(lease.bytes() - leased);
    leased = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /**
   * The messages as a batch; the index is used up.
   *
   * @param body the text, which the batch shares when nothing but commas stands between messages
   * @param close where the array ends: the index of its bracket
   */
  MessageBatch batch(byte[] body, int close) {
    if (count > FREE_MESSAGES) {
      take(lease, (long) count * (Integer.BYTES + STORE_BYTES));
    }
    int[] ends = new int[count];
    boolean compact = true;
    int length = count - 1;
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      int next = last ? close : starts[i + 1];
      // Back over the white space and the comma before the next message: strings need no decoding.
      int comma = last ? next : Spaces.skipBack(body, next) - 1;
      int end = Spaces.skipBack(body, comma);
      ends[i] = end;
      length += end - starts[i];
      compact &= last || next == end + 1;
    }
    if (length > FREE_ROW) {
      take(lease, length);
    }
    MessageBatch batch =
        compact
            ? MessageBatch.of(PositionUnit.MESSAGES, body, starts[0], ends)
            : copied(body, ends, length);
    giveStarts();
    return batch;
  }

  /** The messages in an array of their own; {@code ends} are moved along. */
  private MessageBatch copied(byte[] body, int[] ends, int length) {
    byte[] joined = new byte[length];
    int at = 0;
    for (int i = 0; i < ends.length; i++) {
      if (i > 0) {
        joined[at++] = ',';
      }
      int messageLength = ends[i] - starts[i];
      System.arraycopy(body, starts[i], joined, at, messageLength);
      at += messageLength;
      ends[i] = at;
    }
    return MessageBatch.of(PositionUnit.MESSAGES, joined, 0, ends);
  }
}
