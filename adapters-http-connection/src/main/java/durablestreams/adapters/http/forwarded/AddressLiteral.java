package durablestreams.adapters.http.forwarded;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text. Names are not resolved, and short forms such as {@code 127.1} are refused.
 */
final class AddressLiteral {

  private static final int LONGEST = 45;
  private static final int IPV4_PARTS = 4;

  private AddressLiteral() {}

  /** The address, or {@code null} when the text is none. */
  static @Nullable InetAddress parse(String text) {
    if (text.length() > LONGEST || !(text.indexOf(':') < 0 ? isIpv4(text) : isIpv6(text))) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != IPV4_PARTS) {
      return false;
    }
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv6(String text) {
    return text.matches("[0-9a-fA-F:.]+");
  }
}
