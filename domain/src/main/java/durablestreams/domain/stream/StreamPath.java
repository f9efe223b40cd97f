package durablestreams.domain.stream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The public name of a stream: what follows the stream root in its URL, percent-decoded once.
 *
 * <p>Slashes are part of the name and mean nothing more. A name has 1 to {@value #MAX_BYTES} bytes
 * of UTF-8 and no control characters. Two URLs name the same stream exactly when their paths decode
 * to the same bytes.
 */
public record StreamPath(String value) implements Comparable<StreamPath> {

  /** The longest name, in bytes after decoding. */
  public static final int MAX_BYTES = 1_024;

  public StreamPath {
    Objects.requireNonNull(value);
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a stream id must not be empty");
    }
    if (value.length() > MAX_BYTES || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("a stream id has at most " + MAX_BYTES + " bytes");
    }
    if (value.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      throw new IllegalArgumentException("a stream id must not contain control characters");
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
    byte[] in = raw.getBytes(StandardCharsets.UTF_8);
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
      throw new IllegalArgumentException("a stream id must be UTF-8 after percent-decoding", e);
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
