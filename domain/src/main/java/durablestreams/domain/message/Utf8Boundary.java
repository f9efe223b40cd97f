package durablestreams.domain.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Where UTF-8 text may be cut, so that a character that two appends share is not torn apart on its
 * way to a reader.
 */
public final class Utf8Boundary {

  private static final int LONGEST_CHARACTER = 4;

  private Utf8Boundary() {}

  /**
   * How many bytes at the end of {@code batches} begin a character that does not end there: 0 to 3.
   */
  public static int unfinished(List<MessageBatch> batches) {
    int seen = 0;
    for (int b = batches.size() - 1; b >= 0; b--) {
      MessageBatch batch = batches.get(b);
      for (int i = batch.from() + batch.length() - 1; i >= batch.from(); i--) {
        seen++;
        int length = lengthByFirstByte(batch.array()[i]);
        if (length > 0) {
          return length > seen ? seen : 0;
        }
        if (seen == LONGEST_CHARACTER) {
          return 0; // no UTF-8: leave it as it is
        }
      }
    }
    return 0;
  }

  /** Whether the text neither begins nor ends inside a character. */
  public static boolean isWhole(List<MessageBatch> batches) {
    MessageBatch first = batches.getFirst();
    return first.length() > 0
        && lengthByFirstByte(first.array()[first.from()]) > 0
        && unfinished(batches) == 0;
  }

  /** The text without its last {@code bytes} bytes. */
  public static List<MessageBatch> without(List<MessageBatch> batches, int bytes) {
    List<MessageBatch> kept = new ArrayList<>(batches);
    int left = bytes;
    while (left > 0) {
      MessageBatch last = kept.removeLast();
      if (last.length() > left) {
        kept.add(last.slice(0, last.length() - left));
        left = 0;
      } else {
        left -= last.length();
      }
    }
    return kept;
  }

  /** The length of the character that {@code first} begins; 0 for a byte that continues one. */
  private static int lengthByFirstByte(byte first) {
    if (first >= 0) {
      return 1;
    }
    int b = first & 0xff;
    return b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 0;
  }
}
