package durablestreams.bootstrap;

import durablestreams.adapters.admin.Streams;
import durablestreams.adapters.http.observe.AccessLog;
import durablestreams.adapters.http.server.StreamServer;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.backup.BackupSchedule;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.observe.trace.TracedArchive;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.subscription.SubscriptionMetrics;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.bootstrap.backup.BackupMetrics;
import durablestreams.bootstrap.backup.Backups;
import durablestreams.bootstrap.cluster.Node;
import durablestreams.bootstrap.cluster.NodeFolder;
import durablestreams.bootstrap.cluster.NodeSnapshots;
import durablestreams.bootstrap.log.AccessLogWriter;
import durablestreams.bootstrap.log.AccessLogs;
import durablestreams.bootstrap.log.Logging;
import durablestreams.bootstrap.process.DiskMetrics;
import durablestreams.bootstrap.process.ListenAddress;
import durablestreams.bootstrap.process.ReadinessChecks;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.bootstrap.reload.ReloadableAccess;
import durablestreams.bootstrap.reload.ReloadedLimits;
import durablestreams.bootstrap.settings.BackupSettings;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.TrafficCatalog;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.bootstrap.storage.StorageContext;
import durablestreams.bootstrap.trace.Traces;
import durablestreams.server.assembly.ArchiveClaim;
import durablestreams.server.assembly.CloseStack;
import durablestreams.server.assembly.DaemonThreads;
import durablestreams.server.assembly.HeapPlan;
import durablestreams.server.assembly.OpenFileLimit;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.assembly.OrderedStop;
import durablestreams.server.assembly.ServerAssembly;
import durablestreams.server.assembly.ServerPorts;
import durablestreams.server.assembly.StartException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Composition root: connects the adapters, of which {@link Storage} chooses the store and the
 * archive. Provides time, randomness and the threads of adapters.
 */
final class Wiring {

  private static final System.Logger LOG = System.getLogger(Wiring.class.getName());

  private final Settings settings;
  private final AccessPolicies policies;
  private final Reload reload;
  private final FaultPoints faults;
  private final Map<String, String> environment;
  private final InstantSource clock = InstantSource.system();
  private final Storage storage;
  private final HeapPlan heap;
  private final MemoryBudget memory;

  Wiring(
      Settings settings,
      AccessPolicies policies,
      Reload reload,
      FaultPoints faults,
      Map<String, String> environment) {
    this.settings = settings;
    this.policies = policies;
    this.reload = reload;
    this.faults = faults;
    this.environment = environment;
    this.storage = Storage.of(settings);
    this.heap = Configuration.heap(settings);
    this.memory = new MemoryBudget(heap.budget());
  }

  InstantSource clock() {
    return clock;
  }

  OpenStore store() {
    return storage.store().open(settings, context());
  }

  SegmentArchive archive() {
    return storage.archive().open(settings, context());
  }

  private StorageContext context() {
    return new StorageContext(clock, heap.stored(), DaemonThreads::named, ArchiveClaim::randomId);
  }

  /** The policy that {@code AUTH} names, of those on the class path. */
  AccessPolicy access() {
    AccessPolicy first = policies.create(settings.texts(), clock);
    if (first.equals(AccessPolicy.open())) {
      return first;
    }
    ReloadableAccess access = new ReloadableAccess(first);
    reload.access(now -> access.replace(policies.create(now.texts(), clock)));
    return access;
  }

  private Optional<AccessLog> accessLog(CloseStack parts) {
    Optional<AccessLogWriter> log = AccessLogs.of(settings);
    log.ifPresent(writer -> {
      parts.add(writer.start());
      reload.always(writer::reopen);
    });
    return log.map(AccessLog.class::cast);
  }

  /**
   * Opens everything and starts to listen. What was opened is closed again if that fails. Settings
   * are checked before the address, and the address before the store is opened.
   *
   * @param openFiles bounds the connections
   * @param end ends the process, because the listener has ended, or the next start has to restore a
   *     snapshot
   * @throws SettingsException when the certificate cannot be used
   * @throws StartException when the address cannot be listened on, or the process may open too
   *     little
   */
  RunningServer start(OpenFileLimit openFiles, Runnable end) {
    HttpSettings http = Configuration.http(settings, openFiles);
    ServiceSettings application = Configuration.service(settings);
    storage.check(settings);
    Backups.check(settings);
    SubscriptionWiring.check(settings);
    CloseStack parts = new CloseStack();
    try {
      Tracing tracing = Traces.open(environment, Version.current(), clock, parts);
      AccessPolicy access = parts.add(access());
      ListenAddress.of(settings).requireFree();
      Optional<AccessLog> accessLog = accessLog(parts);
      AdminListener admin = parts.add(new AdminListener(reload).start(settings));
      NodeFolder folder = new NodeFolder(settings, this::archive);
      folder.prepare();
      OpenStore local = parts.add(store());
      Optional<Node> node = Node.open(settings, local, parts, reload, clock);
      OpenStore store = node.map(Node::store).orElse(local);
      InstantSource time = node.map(known -> known.node().clock()).orElse(clock);
      SegmentArchive archive = parts.add(TracedArchive.of(archive(), tracing));
      SubscriptionWiring subscriptions = new SubscriptionWiring(settings, time);
      ServerAssembly assembly =
          new ServerAssembly(
              parts,
              ports(store, archive, access, subscriptions, tracing, node, time),
              application);
      StreamService service = assembly.service();
      Runnable current = Node.current(node);
      Backups backups =
          parts.add(Backups.of(settings, store, archive, Version.current(), clock, current));
      service.keepGarbageAfter(backups.kept()::removableUntil);
      Optional<BackupSchedule> schedule =
          backups.schedule(settings, service.jobs(), Node.leadership(node), clock);
      schedule.ifPresent(parts::add);
      SubscriptionService workers =
          assembly.subscriptions(subscriptions.limits(), subscriptions::controlUrl);
      Supplier<String> status = StatusPage.of(service, workers, schedule, node);
      StreamServer server = http(assembly, http, workers, status, accessLog, listenerFailure(end));
      ReloadedLimits.register(reload, server, service);
      admin.measure(service.metrics());
      if (local.store() instanceof MetricSource measured) {
        admin.measure(List.of(measured));
      }
      admin.measure(List.of(server.metrics(), new SubscriptionMetrics(workers::status)));
      Optional<Path> data = storage.store().folder(settings);
      data.ifPresent(onDisk -> admin.measure(List.of(new DiskMetrics(onDisk))));
      node.ifPresent(known -> {
        admin.measure(List.of(known.metrics()));
        parts.add(known.node());
        NodeSnapshots.of(settings, backups, known.node(), clock)
            .ifPresent(snapshots -> parts.add(snapshots.start()));
      });
      service.start();
      listen(server);
      subscriptions.start(workers, server.port(), node.isEmpty());
      Runnable restart = NodeSnapshots.whenNeeded(folder, end);
      node.ifPresent(known -> known.start(assembly.nodeServer(workers, restart)));
      schedule.ifPresent(running -> {
        admin.backUp(running.start());
        admin.measure(
            List.of(
                new BackupMetrics(
                    running,
                    settings.find(BackupSettings.BACKUP_EVERY),
                    Node.leadership(node),
                    clock)));
      });
      admin.ready(
          streams(service),
          StatusPage.url(http, server.port()),
          status,
          ReadinessChecks.of(local, data, node.map(known -> known::problem)));
      OrderedStop stop =
          new OrderedStop(
              parts, service, Optional.of(server), http.stopTimeout(), node.map(Node::node));
      return new RunningServer(stop, server, admin, reload, access);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static Runnable listenerFailure(Runnable end) {
    return () -> {
      LOG.log(Level.ERROR, "The server cannot listen any more, so it ends");
      end.run();
    };
  }

  private static Streams streams(StreamService service) {
    return new Streams(
        service.browse(),
        service.readers(),
        service.peek(),
        service.create(),
        service.append(),
        service.delete(),
        service.jobs());
  }

  private ServerPorts ports(
      OpenStore store,
      SegmentArchive archive,
      AccessPolicy access,
      SubscriptionWiring subscriptions,
      Tracing tracing,
      Optional<Node> node,
      InstantSource time) {
    ArchiveStart start = new ArchiveStart(settings, store, archive);
    return new ServerPorts(
        store,
        archive,
        node.map(start::share).orElseGet(start::claim),
        new JacksonJsonText(settings.get(TrafficCatalog.JSON_MAX_DEPTH)),
        access,
        subscriptions.keys(store, node),
        subscriptions.sender(),
        memory,
        tracing,
        time,
        new SecureRandom(),
        faults,
        node.map(Node::parts));
  }

  private static StreamServer http(
      ServerAssembly assembly,
      HttpSettings http,
      SubscriptionService subscriptions,
      Supplier<String> status,
      Optional<AccessLog> accessLog,
      Runnable onListenerFailure) {
    try {
      return assembly.http(http, subscriptions, status, accessLog, onListenerFailure);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private static void listen(StreamServer server) {
    try {
      Logging.withoutWebServer(server::start);
    } catch (IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  String storeDescription() {
    return storage.store().description(settings);
  }

  String archiveDescription() {
    return storage.archive().description(settings);
  }
}
