package durablestreams.adapters.sqlite;

import durablestreams.application.contract.StorePorts;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A store on files with its views. */
final class SqlitePorts {

  /** So few that most streams are packed, and unpacked again for each use. */
  private static final int UNPACKED = 1;

  /** Room for a few producers, so that many commits take snapshots because of them. */
  private static final long PRODUCER_BYTES = 1_000;

  private SqlitePorts() {}

  static StorePorts open(Path folder) {
    return open(folder, Runnable::run);
  }

  static StorePorts open(Path folder, Executor executor) {
    return of(database(folder, executor));
  }

  static SqliteDatabase database(Path folder, Executor executor) {
    return SqliteDatabase.open(
        new SqliteSettings(folder, 3, 1L << 30, UNPACKED, PRODUCER_BYTES),
        executor,
        executor,
        task -> {},
        InstantSource.system());
  }

  static StorePorts of(SqliteDatabase database) {
    return new StorePorts(
        new SqliteStreamStore(database),
        new SqliteStreamDirectory(database),
        new SqliteMaintenanceQueue(database),
        Optional.of(new SqliteHousekeeping(database)));
  }

  static StorePorts reopen(StorePorts ports, Path folder) {
    ports.store().close();
    return open(folder);
  }
}
