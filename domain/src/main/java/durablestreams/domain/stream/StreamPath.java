package durablestreams.domain.stream;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Public name of a stream: the part of its URL after the stream root, percent-decoded once.
 *
 * <p>Slashes are part of the name and have no further meaning. A name has 1 to {@value #MAX_BYTES}
 * bytes of UTF-8 and no control characters. Two URLs name the same stream exactly when their paths
 * decode to the same bytes.
 */
public record StreamPath(String value) implements Comparable<StreamPath> {

  /** The longest name, in bytes after decoding. */
  public static final int MAX_BYTES = 1_024;

  private static final String NOT_UTF_8 = "a stream id must be UTF-8 after percent-decoding";

  public StreamPath {
    Objects.requireNonNull(value);
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a stream id must not be empty");
    }
    int bytes = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        throw new IllegalArgumentException("a stream id must not contain control characters");
      }
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        throw new IllegalArgumentException(NOT_UTF_8);
      }
    }
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException("a stream id has at most " + MAX_BYTES + " bytes");
    }
  }

  /**
   * Decodes a raw URL path without its stream root.
   *
   * @throws IllegalArgumentException with a sentence for the client when the text is not a stream
   *     name
   */
  public static StreamPath decode(String raw) {
    return new StreamPath(raw.indexOf('%') < 0 && isAscii(raw) ? raw : decodeEscapes(raw));
  }

  private static boolean isAscii(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String decodeEscapes(String raw) {
    if (raw.length() > 3 * MAX_BYTES) {
      throw new IllegalArgumentException("a stream id has at most " + MAX_BYTES + " bytes");
    }
    byte[] in = utf8(raw);
    byte[] out = new byte[in.length];
    int n = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
        int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "a % in a stream id must be followed by two hex digits");
        }
        out[n++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[n++] = in[i];
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, n)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(NOT_UTF_8, e);
    }
  }

  /** Unlike {@link String#getBytes()}, this does not turn half a character into a question mark. */
  private static byte[] utf8(String raw) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(raw));
      return Arrays.copyOf(bytes.array(), bytes.limit());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(NOT_UTF_8, e);
    }
  }

  @Override
  public int compareTo(StreamPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
