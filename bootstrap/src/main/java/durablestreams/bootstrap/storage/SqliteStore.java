package durablestreams.bootstrap.storage;

import durablestreams.adapters.sqlite.SqliteSnapshotRestore;
import durablestreams.application.port.SnapshotSource;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.store.SqliteFile;
import java.nio.file.Path;
import java.util.Optional;

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

  @Override
  public OpenStore open(Settings settings, StorageContext context) {
    return SqliteFile.open(settings.get(StoreCatalog.DATA), context.clock());
  }
}
