package durablestreams.adapters.http.forwarded;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Addresses and networks of the proxies whose fields are trusted. */
public final class TrustedProxies {

  private final List<Network> networks;

  /** Addresses that begin with the first {@code bits} bits of {@code address}. */
  private record Network(byte[] address, int bits) {
    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int whole = bits / Byte.SIZE;
      for (int i = 0; i < whole; i++) {
        if (other[i] != address[i]) {
          return false;
        }
      }
      int mask = 0xff00 >> (bits % Byte.SIZE) & 0xff;
      return mask == 0 || ((other[whole] ^ address[whole]) & mask) == 0;
    }
  }

  private TrustedProxies(List<Network> networks) {
    this.networks = List.copyOf(networks);
  }

  /**
   * @param texts addresses such as {@code 192.0.2.1}, and networks such as {@code 10.0.0.0/8} or
   *     {@code fd00::/8}
   * @throws IllegalArgumentException with a sentence when one of them is neither
   */
  public static TrustedProxies of(Collection<String> texts) {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      networks.add(network(text));
    }
    return new TrustedProxies(networks);
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    InetAddress address = AddressLiteral.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw bad(text);
    }
    byte[] bytes = address.getAddress();
    int all = bytes.length * Byte.SIZE;
    String prefix = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
    if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > all) {
      throw bad(text);
    }
    return new Network(bytes, Integer.parseInt(prefix));
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "'%s' is no address such as 192.0.2.1 and no network such as 10.0.0.0/8".formatted(text));
  }

  /** Whether a proxy with the address is trusted. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Network network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }
}
