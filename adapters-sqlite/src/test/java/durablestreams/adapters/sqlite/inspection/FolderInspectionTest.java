package durablestreams.adapters.sqlite.inspection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.schema.Schema;
import durablestreams.application.port.StoreFailedException;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderInspectionTest {

  @TempDir private Path folder;

  @Test
  void aDatabaseWithoutTheTablesIsRefusedInOneSentence() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/streams.db");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE other (number INTEGER)");
      statement.execute("PRAGMA user_version = " + Schema.VERSION);
    }
    assertThatThrownBy(() -> new FolderInspection(folder).inspect(stream -> {}))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("streams.db cannot be opened: ")
        .hasMessageContaining("no such table");
  }
}
