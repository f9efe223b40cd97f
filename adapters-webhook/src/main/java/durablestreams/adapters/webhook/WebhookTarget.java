package durablestreams.adapters.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Target of webhooks: a URL that is allowed as far as it can be told without looking its host up.
 *
 * @param host in small letters; an IPv6 address has no brackets
 * @param path the request target, with the query
 * @param loopback whether the host is this machine, which was allowed
 */
record WebhookTarget(boolean secure, String host, int port, String path, boolean loopback) {

  private static final int MAX_URL = 2_048;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62}))*\\.?");
  private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");

  /** Names that old resolvers take for numbers, such as {@code 2130706433} and {@code 0x7f.1}. */
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

  /**
   * The target with this URL.
   *
   * @throws RefusedTargetException when it is not allowed
   */
  static WebhookTarget of(String url, WebhookSettings settings) throws RefusedTargetException {
    URI uri = parse(url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = hostOf(uri);
    boolean loopback = settings.loopback() && isLoopbackHost(host);
    boolean secure = scheme.equals("https");
    if (!secure && !(loopback && scheme.equals("http"))) {
      throw new RefusedTargetException(
          settings.loopback()
              ? "a webhook URL begins with https://, or with http://localhost"
              : "a webhook URL begins with https://");
    }
    if (!loopback) {
      requirePublicName(host);
    }
    if (!settings.allows(host)) {
      throw new RefusedTargetException("this server delivers webhooks only to the hosts it lists");
    }
    int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new RefusedTargetException("the port of a webhook URL is from 1 to 65535");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new WebhookTarget(secure, host, port, path + query, loopback);
  }

  private static URI parse(String url) throws RefusedTargetException {
    if (url.length() > MAX_URL || !url.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new RefusedTargetException(
          "a webhook URL has at most " + MAX_URL + " characters, all of them printable ASCII");
    }
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        throw new RefusedTargetException(
            "a webhook URL has a host, and neither a user nor a fragment");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new RefusedTargetException("the webhook URL is not a URL");
    }
  }

  private static String hostOf(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isLoopbackHost(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || (IPV4.matcher(host).matches() && host.startsWith("127."));
  }

  private static void requirePublicName(String host) throws RefusedTargetException {
    boolean literal = host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    if (literal) {
      requirePublic(literalAddress(host));
      return;
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (!NAME.matcher(host).matches() || NUMBER.matcher(host).matches()) {
      throw new RefusedTargetException("the host of a webhook URL is a name or an address");
    }
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      throw new RefusedTargetException("a webhook is not delivered to this machine");
    }
  }

  private static InetAddress literalAddress(String host) throws RefusedTargetException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      throw new RefusedTargetException("the host of the webhook URL is not an address");
    }
  }

  private static void requirePublic(InetAddress address) throws RefusedTargetException {
    if (!PublicAddresses.hold(address)) {
      throw new RefusedTargetException(
          "a webhook is delivered to public addresses only, not to private, local or reserved"
              + " ones");
    }
  }

  /**
   * The addresses to connect to. All of them are checked, and nothing is looked up again
   * afterwards.
   *
   * @throws RefusedTargetException when one of them is not allowed
   */
  List<InetAddress> addresses(HostResolver resolver)
      throws RefusedTargetException, UnknownHostException {
    List<InetAddress> found = resolver.resolve(host);
    for (InetAddress address : found) {
      if (!loopback) {
        requirePublic(address);
      } else if (!address.isLoopbackAddress()) {
        throw new RefusedTargetException("localhost is not this machine");
      }
    }
    return found;
  }

  /** The value of the header {@code Host}. */
  String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? name : name + ":" + port;
  }
}
