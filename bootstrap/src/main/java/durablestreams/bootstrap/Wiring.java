package durablestreams.bootstrap;

import durablestreams.adapters.files.FileSegmentArchive;
import durablestreams.adapters.http.server.StreamServer;
import durablestreams.adapters.http.server.Surroundings;
import durablestreams.adapters.http.server.UseCases;
import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteMaintenanceQueue;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteStreamDirectory;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.offload.NoArchive;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.settings.Catalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Chooses adapters and puts them together: the only place that names one. Time, randomness and the
 * threads of adapters come from here, too.
 */
final class Wiring {

  private final Settings settings;
  private final AccessPolicies policies;
  private final FaultPoints faults;
  private final InstantSource clock = InstantSource.system();

  Wiring(Settings settings, AccessPolicies policies, FaultPoints faults) {
    this.settings = settings;
    this.policies = policies;
    this.faults = faults;
  }

  InstantSource clock() {
    return clock;
  }

  OpenStore store() {
    return switch (settings.get(Catalog.STORE)) {
      case MEMORY -> memoryStore();
      case SQLITE -> sqliteStore(settings.get(Catalog.DATA));
    };
  }

  SegmentArchive archive() {
    return switch (Configuration.archive(settings)) {
      case FILES -> new FileSegmentArchive(Configuration.archiveFolder(settings));
      case R2 -> throw new SettingsException("archive=r2 is not part of this build.");
      case MEMORY -> new InMemorySegmentArchive();
      case NONE -> new NoArchive();
    };
  }

  /** The policy that {@code AUTH} names, of those on the class path. */
  AccessPolicy access() {
    return policies.create(settings.texts(), clock);
  }

  /** Opens everything and starts to listen. What was opened is closed again if that fails. */
  RunningServer start() {
    var httpSettings = Configuration.http(settings);
    var serviceSettings = Configuration.service(settings);
    AccessPolicy access = access();
    RunningServer.Parts parts = new RunningServer.Parts();
    try {
      OpenStore store = parts.store(store());
      SegmentArchive archive = parts.archive(archive());
      StreamService service =
          parts.service(
              new StreamService(
                  new ServicePorts(
                      store.store(),
                      store.directory(),
                      store.queue(),
                      archive,
                      new JacksonJsonText(settings.get(Catalog.JSON_MAX_DEPTH)),
                      clock,
                      faults),
                  serviceSettings));
      UseCases useCases =
          new UseCases(
              service.create(),
              service.append(),
              service.read(),
              service.follow(),
              service.describe(),
              service.delete());
      Surroundings surroundings =
          new Surroundings(
              clock,
              new SecureRandom(),
              threads("http-watchdog"),
              () -> StatusJson.of(service.status().status()));
      StreamServer server = new StreamServer(httpSettings, useCases, access, surroundings);
      service.start();
      return parts.listening(server.start(), settings.get(Catalog.STOP_TIMEOUT));
    } catch (RuntimeException e) {
      parts.closeAfter(e);
      throw e;
    }
  }

  private OpenStore memoryStore() {
    long maxBytes =
        settings
            .find(Catalog.MEMORY_MAX_BYTES)
            .orElseGet(() -> Runtime.getRuntime().maxMemory() / 2);
    HeapState heap = new HeapState(maxBytes);
    return new OpenStore(
        new InMemoryStreamStore(heap),
        new InMemoryStreamDirectory(heap),
        new InMemoryMaintenanceQueue(heap),
        List.of(),
        "memory (gone when the process ends)");
  }

  /** Reads block the threads they run on, so there are some more than processors. */
  private OpenStore sqliteStore(Path folder) {
    int readers = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    ExecutorService reads = Executors.newFixedThreadPool(readers, threads("sqlite-read"));
    ExecutorService checkpoints = Executors.newSingleThreadExecutor(threads("sqlite-checkpoint"));
    List<ExecutorService> executors = List.of(reads, checkpoints);
    try {
      SqliteDatabase database =
          SqliteDatabase.open(new SqliteSettings(folder, readers), reads, checkpoints);
      return new OpenStore(
          new SqliteStreamStore(database),
          new SqliteStreamDirectory(database),
          new SqliteMaintenanceQueue(database),
          executors,
          "sqlite in " + folder.toAbsolutePath().normalize());
    } catch (RuntimeException e) {
      executors.forEach(ExecutorService::shutdownNow);
      throw e;
    }
  }

  private static ThreadFactory threads(String name) {
    return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
  }
}
