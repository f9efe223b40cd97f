package durablestreams.adapters.sqlite.log;

import durablestreams.adapters.sqlite.connection.Connections;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row of the hot log that is being put together. It takes appends until it is about a page: a row
 * of SQLite's costs as much as ten heads, and a read of one append of it reads its page in any
 * case. An append that is larger is a row by itself.
 */
final class RowBuilder {

  /** Bytes of a row's blobs that fit into one page, beside what SQLite adds. */
  static final int FULL = Connections.PAGE_BYTES - 64;

  private byte[] heads = new byte[512];
  private int headBytes;
  private byte[] payload = new byte[FULL];
  private int payloadBytes;

  /** The payload as long as it is one array as a whole, which is not copied then. */
  private byte @Nullable [] whole;

  boolean isEmpty() {
    return headBytes == 0;
  }

  /** Bytes of both blobs. */
  int bytes() {
    return headBytes + payloadBytes;
  }

  /** Whether an append of that size still fits; into an empty row every append does. */
  boolean takes(byte[] head, int length) {
    return isEmpty() || bytes() + head.length + length <= FULL;
  }

  void add(byte[] head, byte[] array, int from, int length) {
    byte[] before = whole;
    if (isEmpty() && length == array.length) {
      whole = array;
    } else {
      if (before != null) {
        put(before, 0, before.length, 0);
        whole = null;
      }
      put(array, from, length, payloadBytes);
    }
    payloadBytes += length;
    if (headBytes + head.length > heads.length) {
      heads = Arrays.copyOf(heads, Math.max(headBytes + head.length, heads.length * 2));
    }
    System.arraycopy(head, 0, heads, headBytes, head.length);
    headBytes += head.length;
  }

  private void put(byte[] array, int from, int length, int at) {
    if (at + length > payload.length) {
      payload = Arrays.copyOf(payload, at + length);
    }
    System.arraycopy(array, from, payload, at, length);
  }

  byte[] heads() {
    return Arrays.copyOf(heads, headBytes);
  }

  byte[] payload() {
    byte[] one = whole;
    if (one != null) {
      return one;
    }
    // A larger array is this row's alone, as clear() leaves it behind.
    boolean exact = payloadBytes == payload.length && payload.length > FULL;
    return exact ? payload : Arrays.copyOf(payload, payloadBytes);
  }

  /** Begins another row. */
  void clear() {
    headBytes = 0;
    payloadBytes = 0;
    whole = null;
    if (payload.length > FULL) {
      payload = new byte[FULL];
    }
    if (heads.length > FULL) {
      heads = new byte[512];
    }
  }
}
