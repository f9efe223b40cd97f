package durablestreams.bootstrap;

import durablestreams.application.access.AccessPolicy;
import durablestreams.bootstrap.process.ListenAddress;
import durablestreams.bootstrap.process.StopSignal;
import durablestreams.bootstrap.settings.OperationCatalog;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.TrafficCatalog;
import durablestreams.server.assembly.HttpUrl;
import durablestreams.server.assembly.OpenFileLimit;
import durablestreams.server.assembly.StartException;
import java.lang.System.Logger.Level;
import java.util.List;

/** The command that runs the server until a stop signal. */
final class ServeCommand {

  private static final System.Logger LOG = System.getLogger(ServeCommand.class.getName());

  private final Settings settings;
  private final Wiring wiring;
  private final StopSignal stop;
  private final List<String> plugins;

  /**
   * @param plugins a line for each plug-in
   */
  ServeCommand(Settings settings, Wiring wiring, StopSignal stop, List<String> plugins) {
    this.plugins = List.copyOf(plugins);
    this.settings = settings;
    this.wiring = wiring;
    this.stop = stop;
  }

  /**
   * Returns the exit code after the stop.
   *
   * @throws StartException when the address cannot be listened on
   */
  int run() {
    OpenFileLimit openFiles = OpenFileLimit.ofThisProcess();
    RunningServer server = wiring.start(openFiles, stop::fail);
    // For other ways to end, such as an exit that a library asks for.
    Thread hook = new Thread(server::stop, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    stop.onReload(server.reload()::runLogged);
    announce(server, openFiles);
    try {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.log(Level.INFO, "Stopping");
    boolean clean = server.stop();
    LOG.log(Level.INFO, "Stopped");
    return clean && !stop.failed() ? Main.DONE : Main.FAILED;
  }

  private void announce(RunningServer server, OpenFileLimit openFiles) {
    boolean tls = settings.find(ServerCatalog.TLS_CERT).isPresent();
    String url = HttpUrl.of(tls, settings.get(ServerCatalog.HOST), server.port());
    boolean open = server.access().equals(AccessPolicy.open());
    say("durable-streams " + Version.full() + " on Java " + System.getProperty("java.version"));
    plugins.forEach(plugin -> say("Plug-in: " + plugin));
    say("Store: " + wiring.storeDescription());
    say("Archive: " + wiring.archiveDescription());
    say("Access: " + (open ? "open to all" : "restricted"));
    if (open && !ListenAddress.of(settings).isLoopback()) {
      LOG.log(Level.WARNING, "Every client that can reach this machine may read, write and delete");
    }
    if (settings.get(ServerCatalog.CACHE_MODE) == ServerCatalog.CacheChoice.SHARED
        && !server.access().hasPublicReads()) {
      LOG.log(
          Level.WARNING,
          "CACHE_MODE=shared has no effect: the access policy grants no read to everyone, so no answer is public");
    }
    say("Largest request body: " + server.maxBodyBytes() + " bytes");
    tellOfFewerConnections(openFiles);
    server.adminPort().ifPresent(port -> say("Admin listener on " + adminUrl(port)));
    say("Listening on " + url);
    say("Streams at " + url + settings.get(ServerCatalog.STREAM_ROOT) + "/<stream-id>");
  }

  private String adminUrl(int port) {
    return HttpUrl.of(false, settings.get(OperationCatalog.ADMIN_HOST), port);
  }

  private void tellOfFewerConnections(OpenFileLimit openFiles) {
    int wanted = settings.get(TrafficCatalog.MAX_CONNECTIONS);
    int byFiles = openFiles.connections(wanted);
    int most = Configuration.connections(settings, openFiles);
    if (most < byFiles) {
      say(
          "MAX_CONNECTIONS is %d, but a Java heap of %d MiB has room for %d connections at a time, more wait"
              .formatted(wanted, Runtime.getRuntime().maxMemory() >> 20, most));
    } else if (most < wanted) {
      // Only a limit that was set and cannot be reached is worth a warning at each start.
      LOG.log(
          settings.isGiven(TrafficCatalog.MAX_CONNECTIONS) ? Level.WARNING : Level.INFO,
          "MAX_CONNECTIONS is %d, but the process may open only %d files and sockets (ulimit -n): %d connections at a time, more wait"
              .formatted(wanted, openFiles.most(), most));
    }
  }

  private static void say(String line) {
    LOG.log(Level.INFO, line);
  }
}
