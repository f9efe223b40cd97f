package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.stream.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the write-ahead log is moved into the database, and what happens while it cannot be. */
class CheckpointTest {

  private static final long LIMIT = 2L << 20;

  @TempDir private Path folder;

  private final StreamFixtures streams = new StreamFixtures();
  private final Queue<Runnable> checkpoints = new ArrayDeque<>();
  private SqliteDatabase database;
  private StorePorts ports;
  private StreamKey key;

  @BeforeEach
  void open() {
    open(LIMIT);
    key = streams.create("a");
    append();
  }

  private void open(long maxLogBytes) {
    database =
        SqliteDatabase.open(
            new SqliteSettings(folder, 3, maxLogBytes),
            Runnable::run,
            checkpoints::add,
            task -> {},
            InstantSource.system());
    ports = SqlitePorts.of(database);
  }

  @AfterEach
  void close() {
    ports.store().close();
  }

  private void append() {
    streams.append(key, "0123456789abcdef".repeat(4_096));
    ports.store().commit(streams.take());
  }

  private void runCheckpoints() {
    for (Runnable next = checkpoints.poll(); next != null; next = checkpoints.poll()) {
      next.run();
    }
  }

  private void assertRefused() {
    assertThatThrownBy(() -> database.write(session -> "written"))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("the write-ahead log has")
        .hasMessageContaining("2 MiB is the most");
    assertThat(ports.store().problem()).contains("the write-ahead log has");
  }

  private void appendBytes(int bytes) {
    streams.append(key, "x".repeat(bytes));
    ports.store().commit(streams.take());
  }

  @Test
  void smallCommitsAreMovedAfter16MiBAndLargeOnesAfter64MiBAtMost() {
    ports.store().close();
    open(1L << 30);
    for (int bytes = 0; bytes < 20 << 20; bytes += 512 << 10) {
      appendBytes(512 << 10);
    }
    assertThat(checkpoints).as("after 20 MiB in small commits").hasSize(1);
    runCheckpoints();
    for (int i = 0; i < 4; i++) {
      appendBytes(8 << 20);
    }
    assertThat(checkpoints).as("after 32 MiB in large commits").isEmpty();
    for (int i = 0; i < 4; i++) {
      appendBytes(8 << 20);
    }
    assertThat(checkpoints).as("after 64 MiB in large commits").hasSize(1);
  }

  @Test
  void writesAreRefusedWhileAReaderHoldsALogBeyondItsLimit() throws SQLException, IOException {
    try (var reader = DatabaseFile.connect(folder);
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      assertThat(statement.executeQuery("SELECT count(*) FROM hot_log").next()).isTrue();
      for (int i = 0; i < 200 && ports.store().problem().isEmpty(); i++) {
        append();
      }
      assertRefused();
      runCheckpoints();
      assertRefused();
      assertThat(Files.size(folder.resolve("streams.db-wal"))).isLessThan(2 * LIMIT);
      ModelCheck.check(ports, streams.model());
    }
    runCheckpoints();
    append();
    assertThat(ports.store().problem()).isEmpty();
    ModelCheck.check(ports, streams.model());
  }
}
