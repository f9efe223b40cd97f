package durablestreams.adapters.json;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;

/** Index of where the messages of a JSON array begin, and what becomes of it: a batch. */
final class MessageIndex {

  private final int[] starts;
  private int count;

  /**
   * @param most at least the number of messages; see {@link ParseMemory#mostMessages}
   */
  MessageIndex(int most) {
    starts = new int[most];
  }

  void add(int start) {
    starts[count++] = start;
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
    return compact
        ? MessageBatch.of(PositionUnit.MESSAGES, body, starts[0], ends)
        : copied(body, ends, length);
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
