package durablestreams.server.store;

import durablestreams.adapters.sqlite.SqliteArchiveClaims;
import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteHousekeeping;
import durablestreams.adapters.sqlite.SqliteMaintenanceQueue;
import durablestreams.adapters.sqlite.SqliteReplicaStore;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteSnapshotSource;
import durablestreams.adapters.sqlite.SqliteStreamDirectory;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.adapters.sqlite.SqliteSubscriptionStore;
import durablestreams.adapters.sqlite.inspection.FolderInspection;
import durablestreams.server.assembly.ArchiveClaim;
import durablestreams.server.assembly.DaemonThreads;
import durablestreams.server.assembly.OpenStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The store in a SQLite file. */
public final class SqliteFile {

  private SqliteFile() {}

  /**
   * Opens the store. Reads block their threads, so there are more threads than processors.
   *
   * @throws durablestreams.application.port.StoreFailedException with one sentence for the operator
   */
  public static OpenStore open(Path folder, InstantSource clock) {
    return open(folder, clock, false);
  }

  /**
   * Opens the store as a replica of a commit log: see {@link SqliteSettings#replica}.
   *
   * @throws durablestreams.application.port.StoreFailedException with one sentence for the operator
   */
  public static OpenStore openReplica(Path folder, InstantSource clock) {
    return open(folder, clock, true);
  }

  /** How far the store in a folder has applied a commit log; empty if it is no replica. */
  public static Optional<byte[]> logProgress(Path folder) {
    return new FolderInspection(folder).logProgress();
  }

  /** Whether the store in a folder holds streams, or did. */
  public static boolean isUsed(Path folder) {
    return new FolderInspection(folder).isUsed();
  }

  private static OpenStore open(Path folder, InstantSource clock, boolean replica) {
    int readers = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    ExecutorService reads =
        Executors.newFixedThreadPool(readers, DaemonThreads.named("sqlite-read"));
    ExecutorService checkpoints =
        Executors.newSingleThreadExecutor(DaemonThreads.named("sqlite-checkpoint"));
    ExecutorService markWriter =
        Executors.newSingleThreadExecutor(DaemonThreads.named("sqlite-mark"));
    List<ExecutorService> executors = List.of(reads, checkpoints, markWriter);
    try {
      SqliteSettings settings = new SqliteSettings(folder, readers);
      SqliteDatabase database =
          SqliteDatabase.open(
              replica ? settings.asReplica() : settings, reads, checkpoints, markWriter, clock);
      return new OpenStore(
          new SqliteStreamStore(database),
          new SqliteStreamDirectory(database),
          new SqliteMaintenanceQueue(database),
          Optional.of(new SqliteHousekeeping(database)),
          new SqliteArchiveClaims(database, ArchiveClaim.randomId()),
          new SqliteSubscriptionStore(database),
          Optional.of(new SqliteSnapshotSource(database)),
          Optional.of(new SqliteReplicaStore(database)),
          executors);
    } catch (RuntimeException e) {
      executors.forEach(ExecutorService::shutdownNow);
      throw e;
    }
  }
}
