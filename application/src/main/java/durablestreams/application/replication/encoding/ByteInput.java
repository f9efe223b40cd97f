package durablestreams.application.replication.encoding;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The inverse of {@link ByteOutput}. Nothing is allocated that the bytes left cannot fill. */
final class ByteInput {
  private static final int SEVEN_BITS = 7;
  private static final int LOWER = 0x7f;

  private final byte[] bytes;
  private final int end;
  private int at;

  ByteInput(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  ByteInput(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  int left() {
    return end - at;
  }

  private int take(long count) {
    if (count < 0 || count > left()) {
      throw new DamagedRecordException(
          "a record ends in the middle of a value: " + left() + " bytes left, not " + count);
    }
    int from = at;
    at += (int) count;
    return from;
  }

  int octet() {
    return bytes[take(1)] & 0xff;
  }

  boolean flag() {
    int value = octet();
    if (value > 1) {
      throw new DamagedRecordException("a flag is 0 or 1, not " + value);
    }
    return value == 1;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += SEVEN_BITS) {
      int octet = octet();
      value |= (long) (octet & LOWER) << shift;
      if (octet <= LOWER) {
        return value;
      }
    }
    throw new DamagedRecordException("a number has more than ten bytes");
  }

  int smallNumber() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new DamagedRecordException("a number is too large: " + Long.toUnsignedString(value));
    }
    return (int) value;
  }

  /** How many values of at least {@code bytesEach} bytes follow. */
  int count(int bytesEach) {
    int count = smallNumber();
    if ((long) count * bytesEach > left()) {
      throw new DamagedRecordException(
          "a record says " + count + " values follow and has " + left() + " bytes left");
    }
    return count;
  }

  long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  int fixed32() {
    int from = take(Integer.BYTES);
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << 8 | bytes[from + i] & 0xff;
    }
    return value;
  }

  long fixed64() {
    return (long) fixed32() << Integer.SIZE | fixed32() & 0xffff_ffffL;
  }

  Instant instant() {
    long seconds = signed();
    int nanos = smallNumber();
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new DamagedRecordException("not an instant: " + seconds + " s, " + nanos + " ns");
    }
  }

  String text() {
    int length = smallNumber();
    int from = take(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new DamagedRecordException("a text is not UTF-8");
    }
  }

  @Nullable String optionalText() {
    return flag() ? text() : null;
  }

  byte[] raw(int length) {
    int from = take(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  void atEnd() {
    if (left() != 0) {
      throw new DamagedRecordException(left() + " bytes follow the last value of a record");
    }
  }
}
