package durablestreams.bootstrap.storage;

import durablestreams.adapters.sqlite.SqliteArchiveClaims;
import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteHousekeeping;
import durablestreams.adapters.sqlite.SqliteMaintenanceQueue;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteSnapshotRestore;
import durablestreams.adapters.sqlite.SqliteSnapshotSource;
import durablestreams.adapters.sqlite.SqliteStreamDirectory;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.adapters.sqlite.SqliteSubscriptionStore;
import durablestreams.application.port.SnapshotSource;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.server.assembly.OpenStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Provider of the store in a SQLite file in the data folder. */
final class SqliteStore implements StoreProvider {

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public Optional<Path> folder(Settings settings) {
    return Optional.of(settings.get(StoreCatalog.DATA));
  }

  @Override
  public String description(Settings settings) {
    return "sqlite in " + settings.get(StoreCatalog.DATA).toAbsolutePath().normalize();
  }

  @Override
  public SnapshotSource.Restore restore(Settings settings) {
    return new SqliteSnapshotRestore(settings.get(StoreCatalog.DATA));
  }

  /** Reads block their threads, so there are more threads than processors. */
  @Override
  public OpenStore open(Settings settings, StorageContext context) {
    int readers = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    ExecutorService reads =
        Executors.newFixedThreadPool(readers, context.threads().apply("sqlite-read"));
    ExecutorService checkpoints =
        Executors.newSingleThreadExecutor(context.threads().apply("sqlite-checkpoint"));
    ExecutorService markWriter =
        Executors.newSingleThreadExecutor(context.threads().apply("sqlite-mark"));
    List<ExecutorService> executors = List.of(reads, checkpoints, markWriter);
    try {
      SqliteDatabase database =
          SqliteDatabase.open(
              new SqliteSettings(settings.get(StoreCatalog.DATA), readers),
              reads,
              checkpoints,
              markWriter,
              context.clock());
      return new OpenStore(
          new SqliteStreamStore(database),
          new SqliteStreamDirectory(database),
          new SqliteMaintenanceQueue(database),
          Optional.of(new SqliteHousekeeping(database)),
          new SqliteArchiveClaims(database, context.ids().get()),
          new SqliteSubscriptionStore(database),
          Optional.of(new SqliteSnapshotSource(database)),
          executors);
    } catch (RuntimeException e) {
      executors.forEach(ExecutorService::shutdownNow);
      throw e;
    }
  }
}
