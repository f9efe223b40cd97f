package durablestreams.adapters.http.headers;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Header fields whose values never change, written out once. */
public final class FixedFields {

  /** No fields at all. */
  public static final FixedFields NONE = new FixedFields(List.of());

  private final List<Header> headers;
  private final byte[] lines;

  private FixedFields(List<Header> headers) {
    this.headers = List.copyOf(headers);
    StringBuilder text = new StringBuilder();
    for (Header header : headers) {
      text.append(header.name()).append(": ").append(header.get()).append("\r\n");
    }
    this.lines = text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  public static FixedFields of(String name, String value) {
    return new FixedFields(List.of(HeaderValues.createCached(name, value)));
  }

  /** These fields, and one more. */
  public FixedFields and(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(HeaderValues.createCached(name, value));
    return new FixedFields(more);
  }

  /** The fields one by one. */
  public List<Header> headers() {
    return headers;
  }

  /** The fields as lines of HTTP/1.1; read-only. */
  byte[] lines() {
    return lines;
  }
}
