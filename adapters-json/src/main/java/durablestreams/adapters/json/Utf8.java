package durablestreams.adapters.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A strict check that bytes are UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
 * U+10FFFF.
 *
 * <p>Checks eight bytes at a time while the text is ASCII, as most JSON is. The JSON parser's own
 * check is not enough: inside strings that it skips it accepts all three of these.
 */
final class Utf8 {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long TOP_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** The index of the first byte that begins no well-formed character; -1 when all do. */
  static int firstMalformed(byte[] text) {
    int length = text.length;
    int at = 0;
    while (true) {
      while (at <= length - Long.BYTES && ((long) EIGHT_BYTES.get(text, at) & TOP_BITS) == 0) {
        at += Long.BYTES;
      }
      while (at < length && text[at] >= 0) {
        at++;
      }
      if (at == length) {
        return -1;
      }
      int characterLength = lengthAt(text, at);
      if (characterLength == 0) {
        return at;
      }
      at += characterLength;
    }
  }

  /** Bytes of the character of two or more bytes that begins here; 0 when it is malformed. */
  private static int lengthAt(byte[] text, int at) {
    int lead = text[at] & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    if (lead < 0xe0) {
      return continues(text, at + 1) ? 2 : 0;
    }
    // The first continuation byte is what tells overlong, surrogate and too large ones apart.
    int second = at + 1 < text.length ? text[at + 1] & 0xff : 0;
    if (lead < 0xf0) {
      int least = lead == 0xe0 ? 0xa0 : 0x80;
      int most = lead == 0xed ? 0x9f : 0xbf;
      return second >= least && second <= most && continues(text, at + 2) ? 3 : 0;
    }
    int least = lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most && continues(text, at + 2) && continues(text, at + 3)
        ? 4
        : 0;
  }

  private static boolean continues(byte[] text, int at) {
    return at < text.length && (text[at] & 0xc0) == 0x80;
  }
}
