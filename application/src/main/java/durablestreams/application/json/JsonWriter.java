package durablestreams.application.json;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writer of compact JSON text. It sets commas and escapes strings; that objects and arrays end
 * where they should, and that members have names, is up to the caller.
 */
public final class JsonWriter {

  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder text;

  public JsonWriter() {
    this(128);
  }

  /**
   * @param expectedLength of the text, in characters
   */
  public JsonWriter(int expectedLength) {
    this.text = new StringBuilder(expectedLength);
  }

  public JsonWriter beginObject() {
    next().append('{');
    return this;
  }

  public JsonWriter endObject() {
    text.append('}');
    return this;
  }

  public JsonWriter beginArray() {
    next().append('[');
    return this;
  }

  public JsonWriter endArray() {
    text.append(']');
    return this;
  }

  /** The name of the member whose value comes next. */
  public JsonWriter name(String name) {
    quote(name);
    text.append(':');
    return this;
  }

  public JsonWriter value(@Nullable String value) {
    if (value == null) {
      next().append("null");
    } else {
      quote(value);
    }
    return this;
  }

  public JsonWriter value(long value) {
    next().append(value);
    return this;
  }

  public JsonWriter value(boolean value) {
    next().append(value);
    return this;
  }

  /** A number; {@code null} if it is infinite or not a number, which JSON cannot say. */
  public JsonWriter value(double value) {
    if (Double.isFinite(value)) {
      next().append(value);
    } else {
      next().append("null");
    }
    return this;
  }

  public JsonWriter member(String name, @Nullable String value) {
    return name(name).value(value);
  }

  public JsonWriter member(String name, long value) {
    return name(name).value(value);
  }

  public JsonWriter member(String name, boolean value) {
    return name(name).value(value);
  }

  /** The text with a comma if a value or a member is before the next one. */
  private StringBuilder next() {
    if (!text.isEmpty() && "{[:".indexOf(text.charAt(text.length() - 1)) < 0) {
      text.append(',');
    }
    return text;
  }

  private void quote(String value) {
    next().append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        // An unpaired surrogate has no form in UTF-8.
        text.append("\\u").append(HEX.toHexDigits(c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  public byte[] utf8() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
