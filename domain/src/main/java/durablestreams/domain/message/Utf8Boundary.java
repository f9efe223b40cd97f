package durablestreams.domain.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Boundaries at which UTF-8 text can be cut, so that a character that spans two appends is not
 * split for a reader.
 */
public final class Utf8Boundary {

  private static final int LONGEST_CHARACTER = 4;

  private Utf8Boundary() {}

  /**
   * Number of bytes at the end of {@code batches} that are the start of an incomplete character: 0
   * to 3. It is 0 exactly where a decoder has no pending bytes, so two parts that are split there
   * decode to the same text as the whole, including invalid bytes.
   */
  public static int unfinished(List<MessageBatch> batches) {
    int after = 0;
    int seen = 0;
    for (int b = batches.size() - 1; b >= 0; b--) {
      MessageBatch batch = batches.get(b);
      for (int i = batch.from() + batch.length() - 1; i >= batch.from(); i--) {
        int value = batch.array()[i] & 0xff;
        if (!isContinuation(value)) {
          int length = lengthByFirstByte(value);
          return length > seen + 1 && (seen == 0 || mayFollow(value, after)) ? seen + 1 : 0;
        }
        if (++seen == LONGEST_CHARACTER) {
          return 0;
        }
        after = value;
      }
    }
    return 0;
  }

  /** Whether the text does not end inside a character. */
  public static boolean isWhole(List<MessageBatch> batches) {
    return unfinished(batches) == 0;
  }

  /** Whether {@code second}, which continues a character, may be its second byte. */
  private static boolean mayFollow(int first, int second) {
    return switch (first) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second <= 0x9f;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second <= 0x8f;
      default -> true;
    };
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

  private static boolean isContinuation(int value) {
    return (value & 0xc0) == 0x80;
  }

  /** The length of the character that {@code first} begins; 0 for a byte that begins none. */
  private static int lengthByFirstByte(int first) {
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  }
}
