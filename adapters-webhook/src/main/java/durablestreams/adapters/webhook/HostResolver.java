package durablestreams.adapters.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Look-up of the addresses of a host. */
@FunctionalInterface
public interface HostResolver {

  /**
   * All addresses of the host, at least one.
   *
   * @throws UnknownHostException when it has none
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;

  /** The resolver of the system. */
  static HostResolver system() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
