package durablestreams.adapters.http.connection;

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
final class AddressLimit {

  private final int max;
  private final ConcurrentMap<Long, Integer> open = new ConcurrentHashMap<>();

  /**
   * @param max connections that one address may have; 0 for no limit
   */
  AddressLimit(int max) {
    this.max = max;
  }

  /** Counts a connection, or says that there are too many already. */
  boolean enter(SocketAddress address) {
    if (max == 0) {
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
    if (max > 0) {
      open.computeIfPresent(client(address), (client, count) -> count == 1 ? null : count - 1);
    }
  }

  /** What counts as one client. */
  static long client(SocketAddress address) {
    if (address instanceof InetSocketAddress internet && internet.getAddress() != null) {
      InetAddress ip = internet.getAddress();
      ByteBuffer bytes = ByteBuffer.wrap(ip.getAddress());
      return bytes.remaining() == 4 ? bytes.getInt() & 0xffff_ffffL : bytes.getLong();
    }
    return -1;
  }
}
