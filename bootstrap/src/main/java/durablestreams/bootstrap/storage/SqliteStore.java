package durablestreams.bootstrap.storage;

import durablestreams.adapters.sqlite.SqliteSnapshotRestore;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.store.SqliteFile;
import java.nio.file.Path;
import java.util.HexFormat;
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

  /**
   * With a commit log the store is a replica. Without one, the folder of a node is refused: alone
   * it would take what the other nodes do not know of.
   */
  @Override
  public OpenStore open(Settings settings, StorageContext context) {
    Path folder = settings.get(StoreCatalog.DATA);
    if (CommitLogs.engine(settings).isPresent()) {
      return SqliteFile.openReplica(folder, context.clock());
    }
    SqliteFile.logProgress(folder)
        .ifPresent(progress -> {
          throw new StoreFailedException(
              "the data folder %s belongs to a node of the commit log %s: start it with %s"
                  .formatted(
                      folder.toAbsolutePath().normalize(),
                      HexFormat.of().toHexDigits(ReplicaProgress.decode(progress).logId()),
                      CommitLogs.COMMIT_LOG.variable()));
        });
    return SqliteFile.open(folder, context.clock());
  }
}
