package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.META;

import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.replication.DamagedSnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;

/** Snapshot of a {@link SqliteDatabase} that is restored into a folder only to be looked at. */
public final class SqliteSnapshotScratch implements SnapshotSource.Scratch {

  private final DatabaseFiles files;

  /**
   * @param folder for nothing else; it is removed
   */
  public SqliteSnapshotScratch(Path folder) {
    this.files = new DatabaseFiles(folder);
    remove(folder);
  }

  @Override
  public SnapshotSource.Restore restore() {
    return new SqliteSnapshotRestore(files.folder());
  }

  @Override
  public Optional<byte[]> progress() {
    try (Connection connection = Connections.reader(files.file())) {
      return Connections.dsl(connection)
          .select(META.LOG_PROGRESS)
          .from(META)
          .fetchOptional(META.LOG_PROGRESS);
    } catch (SQLException | DataAccessException e) {
      throw new DamagedSnapshotException("the snapshot cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    remove(files.folder());
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new StoreFailedException("the folder " + folder + " cannot be removed: " + e, e);
    }
  }
}
