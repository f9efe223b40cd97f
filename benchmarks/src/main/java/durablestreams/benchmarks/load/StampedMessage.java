package durablestreams.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A text message that carries its number, {@code #0000002a.....}, and the scanner that finds the
 * numbers again in whatever a server wraps around the messages.
 *
 * <p>The mark {@code #} appears in nothing else that a server sends. Behind a number the scanner
 * skips the rest of the message, so that its cost per delivery is small.
 */
public final class StampedMessage {

  /** Bytes of mark and number. */
  public static final int STAMP_BYTES = 9;

  private static final byte MARK = '#';
  private static final int DIGITS = STAMP_BYTES - 1;

  private StampedMessage() {}

  /** A message of the given size, at least {@link #STAMP_BYTES}. */
  public static byte[] of(long number, int size) {
    byte[] message = new byte[size];
    Arrays.fill(message, (byte) '.');
    byte[] stamp = "#%08x".formatted(number).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(stamp, 0, message, 0, STAMP_BYTES);
    return message;
  }

  /** Finds numbers in bytes that may be split anywhere; one scanner for each connection. */
  public static final class Scanner {

    private final int rest;
    private int digits = -1;
    private long number;
    private int skip;

    /** A scanner for messages of the given size. */
    public Scanner(int size) {
      rest = size - STAMP_BYTES;
    }

    /** Scans bytes and reports each number when it is complete. */
    public void scan(ByteBuffer buffer, int from, int length, LongConsumer found) {
      int end = from + length;
      for (int i = from; i < end; i++) {
        if (skip > 0) {
          int step = Math.min(skip, end - i);
          skip -= step;
          i += step - 1;
          continue;
        }
        byte b = buffer.get(i);
        if (digits < 0) {
          if (b == MARK) {
            digits = 0;
            number = 0;
          }
          continue;
        }
        number = number * 16 + Character.digit(b, 16);
        if (++digits == DIGITS) {
          digits = -1;
          skip = rest;
          found.accept(number);
        }
      }
    }

    /** Forgets a message that was begun on a connection that is gone. */
    public void reset() {
      digits = -1;
      skip = 0;
    }
  }
}
