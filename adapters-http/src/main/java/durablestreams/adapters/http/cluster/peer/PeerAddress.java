package durablestreams.adapters.http.cluster.peer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Address at which a node is reached by others.
 *
 * @param secure whether it is reached by TLS
 * @param prefix of paths, without a slash at its end; empty for none
 * @param authority host and port as the field {@code Host} has them
 */
public record PeerAddress(boolean secure, String host, int port, String prefix, String authority) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * @param url such as {@code https://node-a.example.com:4437}
   * @throws IllegalArgumentException with a sentence when it is no such URL
   */
  public static PeerAddress parse(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean secure = scheme.equals("https");
      if (!secure && !scheme.equals("http")
          || uri.getHost() == null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || uri.getRawUserInfo() != null) {
        throw bad(url);
      }
      String host = uri.getHost();
      int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP;
      String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
      String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return new PeerAddress(secure, literal, port, path, uri.getRawAuthority());
    } catch (URISyntaxException e) {
      throw bad(url);
    }
  }

  private static IllegalArgumentException bad(String url) {
    return new IllegalArgumentException(
        "the address of a node is a URL such as http://10.0.0.1:4437, not '" + url + "'");
  }

  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority + prefix;
  }
}
