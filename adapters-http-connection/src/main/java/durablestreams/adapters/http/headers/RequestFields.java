package durablestreams.adapters.http.headers;

import durablestreams.application.access.Credentials;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header fields of a request. */
public final class RequestFields implements Credentials {

  /** What a byte that is not ASCII has become when the field was read. */
  private static final char NOT_ASCII = '\ufffd';

  private final Headers headers;

  public RequestFields(Headers headers) {
    this.headers = headers;
  }

  /** Whether the field was sent at all. */
  public boolean has(FieldName name) {
    return headers.contains(name.lookup());
  }

  /**
   * The value of a field that may be sent once, or {@code null} when it was not sent.
   *
   * @throws MalformedException when it was sent more than once, or holds bytes that are not ASCII
   */
  public @Nullable String single(FieldName name) {
    if (!headers.contains(name.lookup())) {
      return null;
    }
    Header header = headers.get(name.lookup());
    if (header.valueCount() != 1) {
      throw new MalformedException(name + " must be sent only once");
    }
    String value = header.get();
    if (value.indexOf(NOT_ASCII) >= 0) {
      throw new MalformedException(name + " must be ASCII");
    }
    return value;
  }

  /** All that was sent under the name, joined by commas; empty when nothing was. */
  public String joined(FieldName name) {
    if (!headers.contains(name.lookup())) {
      return "";
    }
    Header header = headers.get(name.lookup());
    return header.valueCount() == 1 ? header.get() : header.values();
  }

  /** What was sent under the name, line by line. */
  public List<String> lines(FieldName name) {
    return headers.contains(name.lookup()) ? headers.get(name.lookup()).allValues() : List.of();
  }

  /** Whether the field is {@code true}, in any case; any other value counts as not sent. */
  public boolean isTrue(FieldName name) {
    if (!headers.contains(name.lookup())) {
      return false;
    }
    Header header = headers.get(name.lookup());
    if (header.valueCount() == 1) {
      return header.get().equalsIgnoreCase("true");
    }
    List<String> values = header.allValues();
    return values.stream().allMatch("true"::equalsIgnoreCase);
  }

  /** Whether {@code Content-Encoding} names a coding other than {@code identity}. */
  public boolean hasEncodedBody() {
    if (!has(Fields.CONTENT_ENCODING)) {
      return false;
    }
    for (String coding : joined(Fields.CONTENT_ENCODING).split(",", -1)) {
      if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<String> header(String name) {
    var lookup = HeaderNames.create(name);
    return headers.contains(lookup) ? Optional.of(headers.get(lookup).values()) : Optional.empty();
  }

  /** What Helidon read. */
  public Headers headers() {
    return headers;
  }
}
