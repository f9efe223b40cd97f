package durablestreams.bootstrap.process;

import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.StartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The address that the server is to listen on. */
public final class ListenAddress {

  private final String host;
  private final InetSocketAddress address;

  private ListenAddress(String host, int port) {
    this.host = host;
    this.address = new InetSocketAddress(host, port);
  }

  public static ListenAddress of(Settings settings) {
    return new ListenAddress(settings.get(ServerCatalog.HOST), settings.get(ServerCatalog.PORT));
  }

  public static ListenAddress of(String host, int port) {
    return new ListenAddress(host, port);
  }

  /** Whether only clients on this machine can reach it. */
  public boolean isLoopback() {
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }

  /**
   * Binds the address for a moment before anything is open, to report the reason if that fails. It
   * does not listen: a client would be accepted and then cut off.
   *
   * @throws StartException when the address cannot be listened on
   */
  public void requireFree() {
    if (address.isUnresolved()) {
      throw new StartException("There is no host " + host + " to listen on");
    }
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw new StartException(
          "The server cannot listen on %s:%d: %s"
              .formatted(host, address.getPort(), e.getMessage()),
          e);
    }
  }
}
