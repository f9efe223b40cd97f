package durablestreams.conformance.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A response as it stood on the wire: header names in the server's own spelling, the body with
 * transfer coding removed.
 */
public record HttpReply(
    String version, int status, String reason, List<Header> headers, byte[] body) {

  /** One header field, in the order and spelling of the wire. */
  public record Header(String name, String value) {}

  public HttpReply {
    headers = List.copyOf(headers);
  }

  /** This reply, if its status is the expected one. */
  public HttpReply expect(int expected) {
    if (status != expected) {
      throw new AssertionError("expected status " + expected + " but got: " + this);
    }
    return this;
  }

  /**
   * The value of the only field of this name; a field that is repeated fails, because no header of
   * the protocol may be.
   */
  public Optional<String> header(String name) {
    List<String> values = headers(name);
    if (values.size() > 1) {
      throw new AssertionError(name + " is repeated: " + values + " in " + this);
    }
    return values.stream().findFirst();
  }

  public List<String> headers(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  public boolean has(String name) {
    return !headers(name).isEmpty();
  }

  /** The value of a header that must be there. */
  public String required(String name) {
    return header(name).orElseThrow(() -> new AssertionError(name + " is missing in " + this));
  }

  /** The elements of a header that is a comma-separated list, as spelled, in order. */
  public List<String> list(String name) {
    return headers(name).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  public String nextOffset() {
    return required("Stream-Next-Offset");
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The whole reply for a failure message, its body cut to what a person can read. */
  @Override
  public String toString() {
    String text = text();
    String shown =
        text.length() > 400 ? text.substring(0, 400) + "… (" + body.length + " bytes)" : text;
    return headers.stream()
        .map(header -> header.name() + ": " + header.value())
        .collect(
            Collectors.joining("\n", version + " " + status + " " + reason + "\n", "\n\n" + shown));
  }
}
