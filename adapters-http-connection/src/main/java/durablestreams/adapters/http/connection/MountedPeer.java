package durablestreams.adapters.http.connection;

import java.net.SocketAddress;

/** The other end of a connection that belongs to an application. */
public record MountedPeer(SocketAddress address) implements Peer {

  @Override
  public long client() {
    return AddressLimit.client(address);
  }
}
