package durablestreams.benchmarks.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * The address of a server under test: where to connect, what to say in {@code Host}, and the path
 * under which its streams live.
 *
 * @param address socket address, always on the loopback interface
 * @param host value of the {@code Host} header
 * @param basePath path of all streams, without a slash at the end
 */
public record Endpoint(InetSocketAddress address, String host, String basePath) {

  /** Path under which streams live when a URL names none. */
  public static final String DEFAULT_BASE_PATH = "/v1/stream";

  /** The usual endpoint of a server on this machine at the given port. */
  public static Endpoint local(int port) {
    return of("http://127.0.0.1:" + port + DEFAULT_BASE_PATH);
  }

  /**
   * Reads a URL such as {@code http://127.0.0.1:4437/v1/stream}.
   *
   * @throws IllegalArgumentException when the URL is not plain http, has no port, or leaves this
   *     machine: load is put on loopback only
   */
  public static Endpoint of(String url) {
    URI uri = URI.create(url);
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + url + "' is not a base URL; give one such as http://127.0.0.1:4437/v1/stream");
    }
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    return new Endpoint(
        new InetSocketAddress(loopback(uri.getHost()), port),
        uri.getHost() + ":" + port,
        path.isEmpty() ? DEFAULT_BASE_PATH : path);
  }

  /** The request path of a stream. */
  public String path(String stream) {
    return basePath + "/" + stream;
  }

  private static InetAddress loopback(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isLoopbackAddress()) {
        return address;
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host '" + host + "' is unknown; use 127.0.0.1", e);
    }
    throw new IllegalArgumentException(
        "host '" + host + "' is not this machine; load is put on loopback addresses only");
  }
}
