package durablestreams.bootstrap;

import durablestreams.bootstrap.settings.Catalog;
import durablestreams.bootstrap.settings.Settings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Runs the server until the operator wants it to stop. */
final class ServeCommand {

  private static final System.Logger LOG = System.getLogger(ServeCommand.class.getName());

  private final Settings settings;
  private final Wiring wiring;

  ServeCommand(Settings settings, Wiring wiring) {
    this.settings = settings;
    this.wiring = wiring;
  }

  /**
   * Returns the exit code after the stop.
   *
   * @throws StartException when the address cannot be listened on
   */
  int run() {
    StopSignal stop = StopSignal.install();
    requireAddress();
    try (RunningServer server = start()) {
      // Other ways to end, such as a closed terminal.
      Thread hook = new Thread(server::close, "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      announce(server);
      stop.await();
      LOG.log(Level.INFO, "Stopping");
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.log(Level.INFO, "Stopped");
    return Main.DONE;
  }

  private RunningServer start() {
    try {
      return wiring.start();
    } catch (IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Listens for a moment, since this tells why it is not possible, and nothing is open yet. */
  private void requireAddress() {
    String host = settings.get(Catalog.HOST);
    int port = settings.get(Catalog.PORT);
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new StartException("There is no host " + host + " to listen on.", null);
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (BindException e) {
      throw new StartException(
          "Cannot listen on %s:%d: %s.".formatted(host, port, e.getMessage()), e);
    } catch (IOException e) {
      throw new StartException("Cannot listen on %s:%d: %s.".formatted(host, port, e), e);
    }
  }

  private void announce(RunningServer server) {
    String scheme = settings.find(Catalog.TLS_CERT).isPresent() ? "https" : "http";
    String host = settings.get(Catalog.HOST);
    String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
    LOG.log(
        Level.INFO,
        "durable-streams {0} on Java {1}",
        Version.current(),
        System.getProperty("java.version"));
    LOG.log(Level.INFO, "Streams at  {0}://{1}/v1/stream/<stream-id>", scheme, authority);
  }
}
