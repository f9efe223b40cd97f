package durablestreams.adapters.http.protocol;

import durablestreams.adapters.http.headers.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The query of a read (protocol, sections 5.6 to 5.8). Parameters it does not know are ignored.
 *
 * @param offset {@code null} when not given
 * @param live {@code null} when not given
 * @param cursor empty when not given
 */
public record ReadQuery(@Nullable String offset, @Nullable String live, String cursor) {

  private static final ReadQuery NONE = new ReadQuery(null, null, "");

  /**
   * Reads what stands after the question mark.
   *
   * @throws MalformedException when a parameter it knows is given twice, or is not percent-encoded
   *     UTF-8
   */
  public static ReadQuery parse(String raw) {
    if (raw.isEmpty()) {
      return NONE;
    }
    String offset = null;
    String live = null;
    String cursor = null;
    int from = 0;
    while (from <= raw.length()) {
      int end = raw.indexOf('&', from);
      if (end < 0) {
        end = raw.length();
      }
      int equals = raw.indexOf('=', from);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      int valueFrom = Math.min(nameEnd + 1, end);
      switch (name(raw.substring(from, nameEnd))) {
        case "offset" -> offset = once("offset", offset, raw.substring(valueFrom, end));
        case "live" -> live = once("live", live, raw.substring(valueFrom, end));
        case "cursor" -> cursor = once("cursor", cursor, raw.substring(valueFrom, end));
        default -> {}
      }
      from = end + 1;
    }
    return new ReadQuery(offset, live, cursor == null ? "" : cursor);
  }

  private static String name(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    try {
      return decode(raw, raw);
    } catch (MalformedException e) {
      return raw; // whatever it is, it is none of ours
    }
  }

  private static String once(String name, @Nullable String known, String raw) {
    if (known != null) {
      throw new MalformedException("the query parameter " + name + " must be given only once");
    }
    return decode(name, raw);
  }

  private static String decode(String name, String raw) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    byte[] out = new byte[raw.length()];
    int n = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
        int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed(name);
        }
        out[n++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[n++] = c == '+' ? (byte) ' ' : (byte) c;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, n)).toString();
    } catch (CharacterCodingException e) {
      throw malformed(name);
    }
  }

  private static MalformedException malformed(String name) {
    return new MalformedException("the query parameter " + name + " is not percent-encoded UTF-8");
  }
}
