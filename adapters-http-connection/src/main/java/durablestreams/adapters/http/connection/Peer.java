package durablestreams.adapters.http.connection;

/** The other end of a connection, as limits of clients know it. */
public interface Peer {

  /** What counts as one client: an IPv4 address, or a /64 network of IPv6. */
  long client();
}
