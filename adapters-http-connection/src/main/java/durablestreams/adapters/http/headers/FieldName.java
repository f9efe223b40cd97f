package durablestreams.adapters.http.headers;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;

/** The name of a header field, ready to be looked up and to be written. */
public final class FieldName {

  private final HeaderName lookup;
  private final byte[] prefix;

  private FieldName(String text) {
    this.lookup = HeaderNames.create(text);
    this.prefix = (text + ": ").getBytes(StandardCharsets.US_ASCII);
  }

  public static FieldName of(String text) {
    return new FieldName(text);
  }

  /** What Helidon knows the field by. */
  public HeaderName lookup() {
    return lookup;
  }

  /** The start of the field's line in HTTP/1.1; read-only. */
  byte[] prefix() {
    return prefix;
  }

  @Override
  public String toString() {
    return lookup.defaultCase();
  }
}
