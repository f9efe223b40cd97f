package durablestreams.adapters.http.headers;

import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;

/**
 * The request line and the header fields of a request, checked against the rules of its protocol.
 *
 * @param method as it was sent; methods are case-sensitive
 * @param path the path of the target, neither decoded nor normalised
 * @param query what stands after the question mark, as it was sent; empty without one
 * @param fragment whether the target has a fragment, which no client may send
 * @param keepAlive whether the client keeps the connection for another request
 * @param chunked whether the body comes in chunks of HTTP/1.1
 * @param length bytes of the body, 0 when there is none, -1 when only its end tells
 * @param minor the minor version, in HTTP/1
 */
public record RequestHead(
    String method,
    String path,
    String query,
    boolean fragment,
    Headers headers,
    boolean keepAlive,
    boolean chunked,
    long length,
    int minor) {

  /** A head of which nothing is known, for an answer to what is none. */
  public static final RequestHead UNKNOWN = incomplete("", WritableHeaders.create());

  /** Whether the answer has no body. */
  public boolean isHead() {
    return method.equals("HEAD");
  }

  /** What is known of a head that breaks a rule. */
  public static RequestHead incomplete(String method, Headers headers) {
    return new RequestHead(method, "", "", false, headers, false, false, 0, 1);
  }
}
