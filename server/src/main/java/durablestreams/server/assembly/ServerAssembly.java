package durablestreams.server.assembly;

import durablestreams.adapters.http.observe.AccessLog;
import durablestreams.adapters.http.server.MountedStreams;
import durablestreams.adapters.http.server.ServerContext;
import durablestreams.adapters.http.server.StreamServer;
import durablestreams.adapters.http.server.UseCases;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.assembly.NodeUseCases;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.background.Leadership;
import durablestreams.application.replication.node.NodeServer;
import durablestreams.application.sequencer.UseReports;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Assembly of a server over open ports: the use cases, then subscriptions, then HTTP, each of which
 * needs the one before. Nothing is started here.
 */
public final class ServerAssembly {

  private final CloseStack parts;
  private final ServerPorts ports;
  private final StreamService service;

  /**
   * Assembles the use cases.
   *
   * @param parts takes what is to be closed after HTTP has stopped
   */
  public ServerAssembly(CloseStack parts, ServerPorts ports, ServiceSettings settings) {
    this.parts = parts;
    this.ports = ports;
    OpenStore store = ports.store();
    this.service =
        parts.add(
            new StreamService(
                new ServicePorts(
                    store.store(),
                    store.directory(),
                    store.queue(),
                    store.housekeeping(),
                    ports.archive(),
                    ports.ownership(),
                    ports.json(),
                    ports.clock(),
                    ports.faults(),
                    ports.memory(),
                    leadership(),
                    ports.node().map(NodeParts::uses).orElse(UseReports.NONE)),
                settings));
  }

  private Leadership leadership() {
    return ports.node().map(NodeParts::leadership).orElse(Leadership.SOLE);
  }

  /** The use cases and their background work. */
  public StreamService service() {
    return service;
  }

  /**
   * Assembles subscriptions that watch the commits.
   *
   * @param controlUrl URL of the control paths as workers see it, without a slash at its end
   */
  public SubscriptionService subscriptions(SubscriptionLimits limits, Supplier<String> controlUrl) {
    SubscriptionPorts needed =
        new SubscriptionPorts(
            ports.store().subscriptions(),
            ports.keys(),
            ports.webhooks(),
            service.lookup(),
            ports.store().directory(),
            service.append(),
            ports.access(),
            ports.memory(),
            ports.clock(),
            ports.random(),
            executor(
                Executors.newFixedThreadPool(
                    SubscriptionLimits.DELIVERIES, DaemonThreads.named("webhook"))),
            executor(Executors.newVirtualThreadPerTaskExecutor()),
            controlUrl,
            ports.faults(),
            leadership());
    SubscriptionService subscriptions = parts.add(new SubscriptionService(needed, limits));
    service.watchedBy(subscriptions::committed);
    return subscriptions;
  }

  /**
   * The server as a node of a cluster acts on it.
   *
   * @param snapshotNeeded see {@link NodeServer#snapshotNeeded}
   */
  public NodeServer nodeServer(SubscriptionService subscriptions, Runnable snapshotNeeded) {
    return new NodeUseCases(service, subscriptions::takeOver, snapshotNeeded);
  }

  /** Deliveries that are under way are cut off: they are repeated after the next start. */
  private ExecutorService executor(ExecutorService executor) {
    parts.<AutoCloseable>add(executor::shutdownNow);
    return executor;
  }

  /**
   * Assembles the listener of clients.
   *
   * @param status makes the JSON object that {@code /status} answers with
   * @param onListenerFailure is run when it listens no more, although it was not stopped
   * @throws IllegalArgumentException with a sentence when the certificate cannot be used
   */
  public StreamServer http(
      HttpSettings settings,
      SubscriptionService subscriptions,
      Supplier<String> status,
      Optional<AccessLog> accessLog,
      Runnable onListenerFailure) {
    ServerContext context = context(status, accessLog, onListenerFailure);
    return new StreamServer(
        settings, useCases(), Optional.of(subscriptions), ports.access(), context);
  }

  /**
   * Assembles routes of an application's own web server.
   *
   * @param settings with the path where streams are mounted as their root
   */
  public MountedStreams mounted(
      HttpSettings settings, SubscriptionService subscriptions, Supplier<String> status) {
    return new MountedStreams(
        settings,
        useCases(),
        Optional.of(subscriptions),
        ports.access(),
        context(status, Optional.empty(), () -> {}));
  }

  private ServerContext context(
      Supplier<String> status, Optional<AccessLog> accessLog, Runnable onListenerFailure) {
    return new ServerContext(
        ports.clock(),
        // For the jitter of cursors, which is in every live answer and protects nothing.
        new Random(ports.random().nextLong()),
        DaemonThreads.named("http-watchdog"),
        status,
        ports.memory(),
        accessLog,
        ports.tracing(),
        ports.node().map(NodeParts::http),
        onListenerFailure);
  }

  private UseCases useCases() {
    return new UseCases(
        service.create(),
        service.append(),
        service.read(),
        service.follow(),
        service.describe(),
        service.delete());
  }
}
