package durablestreams.adapters.sqlite.schema;

import java.util.Arrays;

/**
 * Non-negative numbers written one after the other, seven bits a byte, the lowest first. Small
 * numbers, which differences mostly are, take one byte.
 */
public final class Varints {

  private Varints() {}

  /** A growing array of numbers. Not for use by several threads. */
  public static final class Writer {

    private byte[] bytes;
    private int size;

    public Writer(int expectedBytes) {
      bytes = new byte[expectedBytes];
    }

    public Writer put(long number) {
      if (number < 0) {
        throw new IllegalArgumentException("negative: " + number);
      }
      if (size + 10 > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(16, bytes.length * 2));
      }
      size = write(bytes, size, number);
      return this;
    }

    /** Writes how many bytes there are, and then these. */
    public Writer put(byte[] content) {
      put(content.length);
      append(content);
      return this;
    }

    /** Writes bytes as they are. */
    void append(byte[] content) {
      if (size + content.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + content.length, bytes.length * 2));
      }
      System.arraycopy(content, 0, bytes, size, content.length);
      size += content.length;
    }

    public byte[] toByteArray() {
      return Arrays.copyOf(bytes, size);
    }
  }

  /** Reads what a {@link Writer} wrote. */
  public static final class Reader {

    private final byte[] bytes;
    private int at;

    public Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    public boolean hasMore() {
      return at < bytes.length;
    }

    /** How many bytes were read. */
    public int at() {
      return at;
    }

    /** The bytes from {@code from} to where this has read. */
    public byte[] slice(int from) {
      return Arrays.copyOfRange(bytes, from, at);
    }

    /** Reads what {@link Writer#put(byte[])} wrote. */
    public byte[] nextBytes() {
      int length = Math.toIntExact(next());
      if (length > bytes.length - at) {
        throw new IllegalStateException(length + " bytes are said to follow, and fewer do");
      }
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    public long next() {
      long number = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte b = bytes[at++];
        number |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return number;
        }
      }
      throw new IllegalStateException("a number of more than 64 bits");
    }
  }

  /** Writes {@code number} at {@code at} and returns the index after it. */
  public static int write(byte[] bytes, int at, long number) {
    int next = at;
    long rest = number;
    while (rest > 0x7f) {
      bytes[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[next++] = (byte) rest;
    return next;
  }
}
