package durablestreams.adapters.http.forwarded;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Description by one proxy of the request that it received.
 *
 * @param from the address that it came from; {@code null} when the proxy keeps it to itself
 * @param scheme {@code http} or {@code https}; {@code null} when it is not said
 * @param host host and port that the request was for; {@code null} when it is not said
 */
record Hop(@Nullable InetAddress from, @Nullable String scheme, @Nullable String host) {

  /**
   * The address of a node: an address, with or without a port, {@code unknown}, or a name of the
   * proxy's that begins with an underscore.
   *
   * @return {@code null} for a node without an address
   * @throws IllegalArgumentException when it is none of these
   */
  static @Nullable InetAddress address(String node) {
    if (node.equalsIgnoreCase("unknown") || node.matches("_[A-Za-z0-9._-]+")) {
      return null;
    }
    String text = node;
    int colon = node.lastIndexOf(':');
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      requirePort(end < 0 ? "?" : node.substring(end + 1));
      text = node.substring(1, end);
      require(text.indexOf(':') >= 0);
    } else if (colon >= 0 && colon == node.indexOf(':')) {
      requirePort(node.substring(colon));
      text = node.substring(0, colon);
    }
    InetAddress address = AddressLiteral.parse(text);
    require(address != null);
    return address;
  }

  private static void requirePort(String text) {
    require(text.isEmpty() || text.matches(":([0-9]{1,5}|_[A-Za-z0-9._-]+)"));
  }

  static String scheme(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    require(lower.equals("http") || lower.equals("https"));
    return lower;
  }

  static String host(String text) {
    require(Hosts.isHost(text));
    return text;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("malformed");
    }
  }
}
