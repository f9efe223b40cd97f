package durablestreams.adapters.http.connection.request;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2Exception;
import io.helidon.http.http2.Http2HuffmanDecoder;
import java.util.Arrays;

/**
 * Check of the header fields that a client adds to the table of its connection (HPACK, RFC 7541).
 *
 * <p>Helidon evicts fields until there is room for the next one, and never ends where that one is
 * larger than the table. Such a field is legal, and clients do not add one: the connection ends. A
 * table has {@value #MOST_BYTES} bytes, or fewer if the client says so.
 */
final class FieldTable {

  /** SETTINGS_HEADER_TABLE_SIZE, unless it is changed. */
  static final int MOST_BYTES = 4_096;

  private static final int OVERHEAD = 32;

  /** The longest name of the static table: {@code access-control-allow-origin}. */
  private static final int LONGEST_STATIC_NAME = 27;

  /** Bits of the shortest and the longest Huffman code. */
  private static final int SHORTEST_CODE = 5;

  private static final int LONGEST_CODE = 30;

  /** A number has at most four bytes after its first one; more than are ever needed. */
  private static final int MOST_SHIFT = 21;

  private enum Part {
    REPRESENTATION,
    NUMBER,
    NAME_LENGTH,
    NAME,
    VALUE_LENGTH,
    VALUE
  }

  private long tableBytes = MOST_BYTES;

  /** A name of the table has at most this length. */
  private long longestName = LONGEST_STATIC_NAME;

  private Part part = Part.REPRESENTATION;
  private Part afterNumber = Part.REPRESENTATION;
  private long number;
  private int shift;
  private boolean added;
  private boolean resized;
  private boolean huffman;
  private long stringLeft;
  private long nameLength;
  private byte[] collected = new byte[0];
  private int collectedBytes;
  private boolean collecting;

  /** Whether the bytes so far are whole fields. */
  boolean atEndOfField() {
    return part == Part.REPRESENTATION;
  }

  /** A header section ended. */
  void end() {
    part = Part.REPRESENTATION;
  }

  /** Takes the next bytes of a header section. */
  void see(byte[] bytes, int from, int count) {
    int at = from;
    int end = from + count;
    while (at < end) {
      switch (part) {
        case REPRESENTATION -> representation(bytes[at++]);
        case NUMBER -> more(bytes[at++]);
        case NAME_LENGTH, VALUE_LENGTH -> length(bytes[at++]);
        case NAME, VALUE -> {
          int step = (int) Math.min(stringLeft, end - at);
          if (collecting) {
            System.arraycopy(bytes, at, collected, collectedBytes, step);
            collectedBytes += step;
          }
          at += step;
          stringLeft -= step;
          if (stringLeft == 0) {
            string();
          }
        }
      }
    }
  }

  private void representation(byte first) {
    added = (first & 0xc0) == 0x40;
    resized = (first & 0xe0) == 0x20;
    int bits = first < 0 ? 7 : added ? 6 : resized ? 5 : 4;
    afterNumber =
        first < 0 || resized
            ? Part.REPRESENTATION
            : (first & (1 << bits) - 1) == 0 ? Part.NAME_LENGTH : Part.VALUE_LENGTH;
    nameLength = longestName;
    number(first, bits);
  }

  private void length(byte first) {
    huffman = first < 0;
    afterNumber = part == Part.NAME_LENGTH ? Part.NAME : Part.VALUE;
    number(first, 7);
  }

  private void number(byte first, int bits) {
    int most = (1 << bits) - 1;
    number = first & most;
    shift = 0;
    part = Part.NUMBER;
    if (number < most) {
      known();
    }
  }

  private void more(byte next) {
    if (shift > MOST_SHIFT) {
      throw new FloodException("a number in a header section is too large");
    }
    number += (long) (next & 0x7f) << shift;
    shift += 7;
    if (next >= 0) {
      known();
    }
  }

  private void known() {
    part = afterNumber;
    if (resized) {
      tableBytes = Math.min(number, MOST_BYTES);
      resized = false;
    } else if (part == Part.NAME || part == Part.VALUE) {
      beginString();
    }
  }

  private void beginString() {
    stringLeft = number;
    long before = part == Part.NAME ? 0 : nameLength;
    collecting = false;
    if (added) {
      long least = huffman ? number * 8 / LONGEST_CODE : number;
      check(before + least);
      collecting = huffman && part == Part.NAME || before + mostOf(number) + OVERHEAD > tableBytes;
    }
    if (collecting) {
      collectedBytes = 0;
      if (collected.length < number) {
        collected = Arrays.copyOf(collected, (int) number);
      }
    }
    if (stringLeft == 0) {
      string();
    }
  }

  private long mostOf(long bytes) {
    return huffman ? bytes * 8 / SHORTEST_CODE : bytes;
  }

  private void string() {
    long length = added ? collecting ? decoded() : mostOf(number) : 0;
    collected = new byte[0];
    if (part == Part.NAME) {
      nameLength = length;
      part = Part.VALUE_LENGTH;
      return;
    }
    part = Part.REPRESENTATION;
    if (added) {
      check(nameLength + length);
      longestName = Math.max(longestName, nameLength);
    }
  }

  private long decoded() {
    if (!huffman) {
      return collectedBytes;
    }
    try {
      return Http2HuffmanDecoder.create()
          .decodeString(BufferData.create(collected, 0, collectedBytes), collectedBytes)
          .length();
    } catch (Http2Exception e) {
      return 0; // Helidon refuses it as well
    }
  }

  private void check(long bytes) {
    if (bytes + OVERHEAD > tableBytes) {
      throw new FloodException("a header field does not fit into the table of fields");
    }
  }
}
