package durablestreams.domain.stream;

import durablestreams.domain.offset.PositionUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Media type of a stream, as its creator wrote it, including parameters.
 *
 * <p>Two types match when type and subtype are equal in any case; parameters such as a charset do
 * not take part (protocol, section 9). Every answer about the stream carries the value as a field,
 * so it is one that HTTP/1.1 and HTTP/2 can carry.
 */
public record ContentType(String value) {

  /** The default type of a stream (protocol, section 5.1). */
  public static final ContentType OCTET_STREAM = new ContentType("application/octet-stream");

  public static final ContentType JSON = new ContentType("application/json");

  private static final Set<String> UTF8_NAMES = Set.of("utf-8", "utf8", "us-ascii", "ascii");

  /** The longest accepted value, in characters. */
  public static final int MAX_LENGTH = 256;

  public ContentType {
    Objects.requireNonNull(value);
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a content type has at most " + MAX_LENGTH + " characters");
    }
    if (!isMediaType(essenceOf(value))) {
      throw new IllegalArgumentException(
          "a content type looks like type/subtype, for example application/json");
    }
    if (!value.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\t')) {
      throw new IllegalArgumentException(
          "a content type consists of visible characters of ASCII and spaces");
    }
    if (HuffmanCode.isLongerThanText(value)) {
      throw new IllegalArgumentException(
          "the Huffman code of HTTP/2 makes the content type longer than its text: use fewer of "
              + HuffmanCode.LONG_CHARACTERS);
    }
  }

  /** Type and subtype in lower case, without parameters. */
  public String essence() {
    return essenceOf(value);
  }

  public boolean matches(ContentType other) {
    return value.equals(other.value) || essence().equals(other.essence());
  }

  /** Whether the stream is in JSON mode (protocol, section 9.1). */
  public boolean isJson() {
    return essence().equals("application/json");
  }

  /**
   * Whether live events carry the bytes as text; all others are base64 (protocol, section 5.8).
   * Events are UTF-8, so a text in another charset is not.
   */
  public boolean isText() {
    String essence = essence();
    return essence.equals("application/json") || (essence.startsWith("text/") && isUtf8());
  }

  /** Whether the charset is UTF-8, a part of it, or not stated. */
  private boolean isUtf8() {
    if (value.indexOf(';') < 0) {
      return true;
    }
    String[] parts = value.split(";");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("charset=")) {
        String charset = parameter.substring("charset=".length()).replace("\"", "").strip();
        return charset.isEmpty() || UTF8_NAMES.contains(charset);
      }
    }
    return true;
  }

  /** What one step of an offset counts in a stream of this type. */
  public PositionUnit unit() {
    return isJson() ? PositionUnit.MESSAGES : PositionUnit.BYTES;
  }

  private static String essenceOf(String value) {
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isMediaType(String essence) {
    int slash = essence.indexOf('/');
    return slash > 0
        && slash < essence.length() - 1
        && essence.chars().allMatch(c -> c == '/' || isTokenCharacter(c))
        && essence.indexOf('/', slash + 1) < 0;
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$&-^_.+*'`|~%".indexOf(c) >= 0;
  }

  @Override
  public String toString() {
    return value;
  }
}
