package durablestreams.bootstrap;

import durablestreams.adapters.files.FileSegmentArchive;
import durablestreams.adapters.http.server.ServerContext;
import durablestreams.adapters.http.server.StreamServer;
import durablestreams.adapters.http.server.UseCases;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.adapters.memory.HeapArchiveClaims;
import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.adapters.r2.R2SegmentArchive;
import durablestreams.adapters.sqlite.SqliteArchiveClaims;
import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteHousekeeping;
import durablestreams.adapters.sqlite.SqliteMaintenanceQueue;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteStreamDirectory;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.adapters.sqlite.SqliteSubscriptionStore;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ArchiveOwnership;
import durablestreams.application.offload.NoArchive;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.subscription.SubscriptionMetrics;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.ArchiveCatalog.ArchiveChoice;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.settings.TrafficCatalog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * Composition root: chooses and connects the adapters, and is the only class that names them.
 * Provides time, randomness and the threads of adapters.
 */
final class Wiring {

  /** The part of the bytes of a store in memory that links of subscriptions may take besides. */
  private static final int LINKS_OF_STORED = 8;

  private final Settings settings;
  private final AccessPolicies policies;
  private final FaultPoints faults;
  private final InstantSource clock = InstantSource.system();
  private final HeapPlan heap;
  private final MemoryBudget memory;

  Wiring(Settings settings, AccessPolicies policies, FaultPoints faults) {
    this.settings = settings;
    this.policies = policies;
    this.faults = faults;
    this.heap = Configuration.heap(settings);
    this.memory = new MemoryBudget(heap.budget());
  }

  InstantSource clock() {
    return clock;
  }

  OpenStore store() {
    return switch (settings.get(StoreCatalog.STORE)) {
      case MEMORY -> memoryStore();
      case SQLITE -> sqliteStore(settings.get(StoreCatalog.DATA));
    };
  }

  SegmentArchive archive() {
    return switch (Configuration.archive(settings)) {
      case FILES -> new FileSegmentArchive(Configuration.archiveFolder(settings));
      case R2 -> new R2SegmentArchive(Configuration.r2(settings));
      case MEMORY -> new InMemorySegmentArchive(heap.stored());
      case NONE -> new NoArchive();
    };
  }

  /** The policy that {@code AUTH} names, of those on the class path. */
  AccessPolicy access() {
    return policies.create(settings.texts(), clock);
  }

  /**
   * Opens everything and starts to listen. What was opened is closed again if that fails. Settings
   * are checked before the address, and the address before the store is opened.
   *
   * @param openFiles bounds the connections
   * @param onListenerFailure runs when the listener ends without a stop
   * @throws SettingsException when the certificate cannot be used
   * @throws StartException when the address cannot be listened on, or the process may open too
   *     little
   */
  RunningServer start(OpenFileLimit openFiles, Runnable onListenerFailure) {
    HttpSettings http = Configuration.http(settings, openFiles);
    ServiceSettings application = Configuration.service(settings);
    if (Configuration.archive(settings) == ArchiveChoice.R2) {
      Configuration.r2(settings);
    }
    CloseStack parts = new CloseStack();
    try {
      AccessPolicy access = parts.add(access());
      ListenAddress.of(settings).requireFree();
      AdminListener admin = parts.add(new AdminListener().start(settings));
      OpenStore store = parts.add(store());
      StreamService service = parts.add(service(application, store, parts.add(archive())));
      SubscriptionWiring subscriptions = new SubscriptionWiring(settings, clock, faults, memory);
      SubscriptionService workers = subscriptions.open(parts, store, service);
      Supplier<String> status = () -> StatusJson.of(service.status().status(), workers.status());
      StreamServer server = server(http, service, workers, status, access, onListenerFailure);
      admin.measure(service.metrics());
      admin.measure(List.of(server.metrics(), new SubscriptionMetrics(workers::status)));
      service.start();
      listen(server);
      subscriptions.listeningOn(server.port());
      workers.start();
      admin.ready(status, checks(store));
      return new RunningServer(parts, service, server, admin, access, http.stopTimeout());
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** What keeps the server from being ready while it runs. */
  private List<Supplier<String>> checks(OpenStore store) {
    Supplier<String> failing =
        () -> {
          String problem = store.store().problem();
          return problem.isEmpty() ? "" : "the store fails: " + problem;
        };
    return switch (settings.get(StoreCatalog.STORE)) {
      case MEMORY -> List.of(failing);
      case SQLITE -> List.of(failing, new DiskSpace(settings.get(StoreCatalog.DATA))::problem);
    };
  }

  private StreamService service(
      ServiceSettings application, OpenStore store, SegmentArchive archive) {
    ArchiveOwnership ownership = new ArchiveStart(settings, store, archive).claim();
    return new StreamService(
        new ServicePorts(
            store.store(),
            store.directory(),
            store.queue(),
            store.housekeeping(),
            archive,
            ownership,
            new JacksonJsonText(settings.get(TrafficCatalog.JSON_MAX_DEPTH)),
            clock,
            faults,
            memory),
        application);
  }

  private StreamServer server(
      HttpSettings http,
      StreamService service,
      SubscriptionService subscriptions,
      Supplier<String> status,
      AccessPolicy access,
      Runnable onListenerFailure) {
    UseCases useCases =
        new UseCases(
            service.create(),
            service.append(),
            service.read(),
            service.follow(),
            service.describe(),
            service.delete());
    ServerContext context =
        new ServerContext(
            clock,
            new SecureRandom(),
            threads("http-watchdog"),
            status,
            memory,
            Optional.empty(),
            onListenerFailure);
    try {
      return new StreamServer(http, useCases, Optional.of(subscriptions), access, context);
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
    return switch (settings.get(StoreCatalog.STORE)) {
      case MEMORY -> "memory, gone with the process";
      case SQLITE -> "sqlite in " + absolute(settings.get(StoreCatalog.DATA));
    };
  }

  String archiveDescription() {
    return switch (Configuration.archive(settings)) {
      case FILES -> "files in " + absolute(Configuration.archiveFolder(settings));
      case R2 -> "r2, bucket " + settings.find(ArchiveCatalog.R2_BUCKET).orElse("");
      case MEMORY -> "memory, gone with the process";
      case NONE -> "none, the store keeps everything";
    };
  }

  private OpenStore memoryStore() {
    HeapState state = new HeapState(heap.stored());
    return new OpenStore(
        new InMemoryStreamStore(state),
        new InMemoryStreamDirectory(state),
        new InMemoryMaintenanceQueue(state),
        Optional.empty(),
        new HeapArchiveClaims(ArchiveStart.randomId()),
        new InMemorySubscriptionStore(heap.stored() / LINKS_OF_STORED),
        List.of());
  }

  /** Reads block their threads, so there are more threads than processors. */
  private OpenStore sqliteStore(Path folder) {
    int readers = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    ExecutorService reads = Executors.newFixedThreadPool(readers, threads("sqlite-read"));
    ExecutorService checkpoints = Executors.newSingleThreadExecutor(threads("sqlite-checkpoint"));
    ExecutorService markWriter = Executors.newSingleThreadExecutor(threads("sqlite-mark"));
    List<ExecutorService> executors = List.of(reads, checkpoints, markWriter);
    try {
      SqliteDatabase database =
          SqliteDatabase.open(
              new SqliteSettings(folder, readers), reads, checkpoints, markWriter, clock);
      return new OpenStore(
          new SqliteStreamStore(database),
          new SqliteStreamDirectory(database),
          new SqliteMaintenanceQueue(database),
          Optional.of(new SqliteHousekeeping(database)),
          new SqliteArchiveClaims(database, ArchiveStart.randomId()),
          new SqliteSubscriptionStore(database),
          executors);
    } catch (RuntimeException e) {
      executors.forEach(ExecutorService::shutdownNow);
      throw e;
    }
  }

  static ThreadFactory threads(String name) {
    return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
