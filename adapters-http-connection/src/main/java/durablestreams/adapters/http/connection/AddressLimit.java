package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.forwarded.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counter of the connections of each client address. All IPv6 addresses of one /64 network count as
 * one client, since a client is given at least that much.
 */
public final class AddressLimit {

  private final int max;
  private final TrustedProxies exempt;
  private final ConcurrentMap<Long, Integer> open = new ConcurrentHashMap<>();

  /**
   * @param max connections that one address may have; 0 for no limit
   * @param exempt proxies, whose connections are those of many clients
   */
  AddressLimit(int max, TrustedProxies exempt) {
    this.max = max;
    this.exempt = exempt;
  }

  /** Counts a connection, or says that there are too many already. */
  boolean enter(SocketAddress address) {
    if (max == 0 || isExempt(address)) {
      return true;
    }
    int count = open.merge(client(address), 1, Integer::sum);
    if (count <= max) {
      return true;
    }
    leave(address);
    return false;
  }

  /** Forgets a connection that {@link #enter} counted. */
  void leave(SocketAddress address) {
    if (max > 0 && !isExempt(address)) {
      open.computeIfPresent(client(address), (client, count) -> count == 1 ? null : count - 1);
    }
  }

  private boolean isExempt(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        && internet.getAddress() != null
        && exempt.contains(internet.getAddress());
  }

  /** What counts as one client: an IPv4 address, or a /64 network of IPv6. */
  public static long client(SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? client(internet.getAddress())
        : -1;
  }

  /** What counts as one client: an IPv4 address, or a /64 network of IPv6. */
  public static long client(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == 4 ? bytes.getInt() & 0xffff_ffffL : bytes.getLong();
  }
}
