package durablestreams.domain.stream;

/**
 * Lengths of the Huffman code of HPACK (RFC 7541, Appendix B), in which HTTP/2 carries the values
 * of fields. Helidon writes a value in this code into as many bytes as the text has characters: one
 * whose code is longer ends the answer with an error.
 */
public final class HuffmanCode {

  /** The visible characters whose code is longer than they are. */
  public static final String LONG_CHARACTERS = "! \" # $ ' ( ) + < > ? @ [ \\ ] ^ ` { | } ~";

  /** Bits by octet; the codes of those that stand for no ASCII have 19 and more. */
  private static final byte[] BITS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, //
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, //
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, //
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, //
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, //
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, //
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, //
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, //
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, //
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, //
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, //
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, //
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, //
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, //
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, //
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26
  };

  /** Values up to this length are written as they are. */
  private static final int MAX_PLAIN = 3;

  private HuffmanCode() {}

  /** Whether a value that is written in the code has more bytes than characters. */
  public static boolean isLongerThanText(String text) {
    if (text.length() <= MAX_PLAIN) {
      return false;
    }
    long bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits += bits(text.charAt(i));
    }
    return bits > 8L * text.length();
  }

  /** The length of the code of a character, of which the lower octet counts. */
  public static int bits(char character) {
    return BITS[character & 0xff];
  }

  /**
   * The path with every character escaped whose code is longer than it is: a name for the same
   * stream, and never longer in the code than as text.
   *
   * @param path of ASCII, as a client sent it
   */
  public static String escapePath(String path) {
    StringBuilder escaped = new StringBuilder(3 * path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (bits(c) <= 8) {
        escaped.append(c);
      } else {
        escaped.append('%').append(hex(c >> 4)).append(hex(c));
      }
    }
    return escaped.toString();
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit & 0xf);
  }
}
