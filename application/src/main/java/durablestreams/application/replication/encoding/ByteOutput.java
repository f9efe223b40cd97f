package durablestreams.application.replication.encoding;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Growing array of bytes to which values are appended. */
final class ByteOutput {
  private static final int SEVEN_BITS = 7;
  private static final int MORE = 0x80;

  private byte[] bytes = new byte[512];
  private int size;

  private int grow(int count) {
    int at = size;
    size = Math.addExact(size, count);
    if (size > bytes.length) {
      bytes =
          Arrays.copyOf(bytes, Math.max(size, (int) Math.min(Integer.MAX_VALUE - 8, 2L * size)));
    }
    return at;
  }

  void octet(int value) {
    int at = grow(1);
    bytes[at] = (byte) value;
  }

  void flag(boolean value) {
    octet(value ? 1 : 0);
  }

  /** Seven bits an octet, the lowest first, the highest bit set in all but the last. */
  void number(long unsigned) {
    long rest = unsigned;
    while ((rest & -MORE) != 0) {
      octet((int) rest | MORE);
      rest >>>= SEVEN_BITS;
    }
    octet((int) rest);
  }

  /** A number whose sign bit is moved to the end, so that small ones are short. */
  void signed(long value) {
    number(value << 1 ^ value >> 63);
  }

  /** Four bytes, the highest first. */
  void fixed32(int value) {
    int at = grow(Integer.BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> 8 * (Integer.BYTES - 1 - i));
    }
  }

  void fixed64(long value) {
    fixed32((int) (value >>> Integer.SIZE));
    fixed32((int) value);
  }

  void instant(Instant value) {
    signed(value.getEpochSecond());
    number(value.getNano());
  }

  void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    raw(utf8, 0, utf8.length);
  }

  void optionalText(@Nullable String value) {
    flag(value != null);
    if (value != null) {
      text(value);
    }
  }

  void raw(byte[] array, int from, int length) {
    int at = grow(length);
    System.arraycopy(array, from, bytes, at, length);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
