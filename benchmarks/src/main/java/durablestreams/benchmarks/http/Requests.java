package durablestreams.benchmarks.http;

import java.nio.charset.StandardCharsets;

/** The bytes of request heads, as an ordinary client of the protocol writes them. */
public final class Requests {

  private Requests() {}

  /** Creates a stream. */
  public static byte[] create(Endpoint endpoint, String stream, String contentType) {
    return head(
        endpoint,
        "PUT",
        endpoint.path(stream),
        "Content-Type: " + contentType,
        "Content-Length: 0");
  }

  /** Deletes a stream. */
  public static byte[] delete(Endpoint endpoint, String stream) {
    return head(endpoint, "DELETE", endpoint.path(stream));
  }

  /** Appends a body of the given length, which has to follow. */
  public static byte[] append(Endpoint endpoint, String stream, String contentType, int length) {
    return head(
        endpoint,
        "POST",
        endpoint.path(stream),
        "Content-Type: " + contentType,
        "Content-Length: " + length);
  }

  /** Closes a stream without appending to it. */
  public static byte[] close(Endpoint endpoint, String stream) {
    return head(
        endpoint, "POST", endpoint.path(stream), "Stream-Closed: true", "Content-Length: 0");
  }

  /** Reads from an offset; {@code live} is empty, {@code long-poll} or {@code sse}. */
  public static byte[] read(
      Endpoint endpoint, String stream, String offset, String live, String cursor) {
    StringBuilder path = new StringBuilder(endpoint.path(stream)).append("?offset=").append(offset);
    if (!live.isEmpty()) {
      path.append("&live=").append(live);
    }
    if (!cursor.isEmpty()) {
      path.append("&cursor=").append(cursor);
    }
    return head(endpoint, "GET", path.toString());
  }

  /** A request head with the given header lines. */
  public static byte[] head(Endpoint endpoint, String method, String path, String... headers) {
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(endpoint.host()).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
