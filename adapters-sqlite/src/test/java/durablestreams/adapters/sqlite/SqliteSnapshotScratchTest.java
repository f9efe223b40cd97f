package durablestreams.adapters.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot that is only looked at, and a database that is put aside for one. */
class SqliteSnapshotScratchTest {

  @TempDir private Path root;

  private static SqliteDatabase replica(Path folder) {
    return SqliteDatabase.open(
        new SqliteSettings(folder, 2).asReplica(),
        Runnable::run,
        Runnable::run,
        task -> {},
        () -> Instant.EPOCH);
  }

  private static void copy(SqliteDatabase from, SnapshotSource.Restore to) throws Exception {
    new SqliteSnapshotSource(from).copyTo(to);
    to.finish();
  }

  @Test
  void theProgressOfASnapshotIsRead() throws Exception {
    Path folder = root.resolve("scratch");
    try (SqliteDatabase database = replica(root.resolve("data"));
        SqliteSnapshotScratch scratch = new SqliteSnapshotScratch(folder)) {
      byte[] progress = "progress".getBytes(UTF_8);
      new SqliteReplicaStore(database).commit(new StreamFixtures().take(), List.of(), progress);
      try (SnapshotSource.Restore restore = scratch.restore()) {
        copy(database, restore);
      }
      assertThat(scratch.progress()).contains(progress);
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void aDatabaseIsSetAsideAndAnotherTakesItsPlace() throws Exception {
    Path data = root.resolve("data");
    SqliteSetAside aside = new SqliteSetAside(data);
    aside.take();
    assertThat(aside.folder()).doesNotExist();
    SqliteDatabase old = replica(data);
    new SqliteReplicaStore(old).commit(List.of(), List.of(), "old".getBytes(UTF_8));
    assertThatThrownBy(aside::take).isInstanceOf(StoreFailedException.class);
    old.close();
    aside.take();
    assertThat(data.resolve("streams.db")).doesNotExist();
    try (SqliteDatabase empty = replica(data)) {
      assertThat(new SqliteReplicaStore(empty).progress()).isEqualTo(Optional.empty());
    }
    try (SqliteDatabase kept = replica(aside.folder())) {
      assertThat(new SqliteReplicaStore(kept).progress()).contains("old".getBytes(UTF_8));
    }
    assertThat(Files.exists(aside.folder())).isTrue();
  }
}
