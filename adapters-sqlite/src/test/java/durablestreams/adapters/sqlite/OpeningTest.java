package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.log.RowChecksums;
import durablestreams.adapters.sqlite.schema.Schema;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told when a data folder cannot be used. */
class OpeningTest {

  @TempDir private Path folder;

  private AbstractThrowableAssert<?, ?> opening() {
    return assertThatThrownBy(() -> SqlitePorts.open(folder))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageNotContaining("\n");
  }

  private Path file() {
    return folder.resolve("streams.db");
  }

  @Test
  void aFolderIsForOneServerAtATime() {
    StorePorts first = SqlitePorts.open(folder);
    opening().hasMessageContaining("another server uses the data folder");
    first.store().close();
    SqlitePorts.open(folder).store().close();
  }

  @Test
  void aFolderThatCannotBeOpenedIsFreeAgain() throws Exception {
    Files.writeString(file(), "this is no database, but long enough to look like one".repeat(99));
    opening().hasMessageContaining("is not a database");
    Files.delete(file());
    SqlitePorts.open(folder).store().close();
  }

  @Test
  void theFolderIsMade() {
    StorePorts ports = SqlitePorts.open(folder.resolve("deep/er"));
    ports.store().close();
    assertThat(folder.resolve("deep/er/streams.db")).exists();
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> SqlitePorts.open(file))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void aNewerLayoutIsRefused() throws SQLException {
    SqlitePorts.open(folder).store().close();
    DatabaseFile.execute(folder, "PRAGMA user_version = " + (Schema.VERSION + 1));
    opening().hasMessageContaining("use a newer server");
  }

  @Test
  void theDatabaseOfSomethingElseIsLeftAlone() throws SQLException {
    DatabaseFile.execute(folder, "CREATE TABLE invoices (id INTEGER PRIMARY KEY)");
    opening().hasMessageContaining("something else");
  }

  private void fill() {
    StreamFixtures streams = new StreamFixtures();
    StorePorts ports = SqlitePorts.open(folder);
    var key = streams.create("a");
    for (int i = 0; i < 2_000; i++) {
      streams.append(key, "a message of no importance, number " + i);
    }
    ports.store().commit(streams.take());
    ports.store().close();
  }

  /** The checksum is right, so it is not the disk that is wrong: nothing can be trusted. */
  @Test
  void rowsThatCannotBeAreDamage() throws SQLException {
    fill();
    try (var connection = DatabaseFile.connect(folder);
        var select =
            connection.prepareStatement(
                "SELECT appended_at, bytes, heads FROM hot_log WHERE entry = 10");
        var row = select.executeQuery()) {
      assertThat(row.next()).isTrue();
      byte[] heads = new byte[row.getBytes("heads").length];
      int checksum =
          new RowChecksums().heads(10, row.getLong("appended_at"), row.getLong("bytes"), heads);
      try (var update =
          connection.prepareStatement(
              "UPDATE hot_log SET heads = ?, heads_crc32c = ? WHERE entry = 10")) {
        update.setBytes(1, heads);
        update.setInt(2, checksum);
        update.executeUpdate();
      }
    }
    opening().hasMessageContaining("is damaged");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    fill();
    long size = Files.size(file());
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      for (long page = size / 2; page < size; page += Connections.PAGE_BYTES) {
        channel.write(ByteBuffer.allocate(Connections.PAGE_BYTES), page);
      }
    }
    opening().hasMessageContaining("is damaged");
  }

  @Test
  void theVersionIsThatOfTheLastMigration() throws Exception {
    SqlitePorts.open(folder).store().close();
    var migrations = Schema.migrations(file()).info().all();
    assertThat(migrations[migrations.length - 1].getVersion().getVersion())
        .isEqualTo(Integer.toString(Schema.VERSION));
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      assertThat(Connections.pragma(connection, "user_version")).isEqualTo(Schema.VERSION);
      assertThat(Connections.pragma(connection, "page_size")).isEqualTo(Connections.PAGE_BYTES);
      assertThat(Connections.pragma(connection, "auto_vacuum")).as("incremental").isEqualTo(2);
    }
  }
}
