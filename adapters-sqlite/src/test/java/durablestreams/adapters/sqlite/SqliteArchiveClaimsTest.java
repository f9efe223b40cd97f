package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.sqlite.file.InstanceFile;
import durablestreams.application.contract.ArchiveClaimsContract;
import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteArchiveClaimsTest extends ArchiveClaimsContract {

  @TempDir private Path root;
  private @Nullable SqliteDatabase opened;

  @Override
  protected ArchiveClaims claims() {
    opened =
        SqliteDatabase.open(
            new SqliteSettings(root.resolve("contract"), 1),
            Runnable::run,
            Runnable::run,
            task -> {},
            InstantSource.system());
    return new SqliteArchiveClaims(opened, ID);
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static <T> T open(Path folder, String newId, Function<SqliteArchiveClaims, T> use) {
    try (SqliteDatabase database =
        SqliteDatabase.open(
            new SqliteSettings(folder, 1),
            Runnable::run,
            Runnable::run,
            task -> {},
            InstantSource.system())) {
      return use.apply(new SqliteArchiveClaims(database, newId));
    }
  }

  private static boolean copied(Path folder) {
    return open(folder, ID, SqliteArchiveClaims::copied);
  }

  private static void claim(Path folder, ArchiveOwner... records) {
    open(
        folder,
        ID,
        claims -> {
          claims.remember(List.of(records));
          assertThat(claims.copied()).isFalse();
          return claims;
        });
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(
            file,
            to.resolve(file.getFileName()),
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void theIdAndTheRecordsLast() {
    Path folder = root.resolve("data");
    assertThat(open(folder, ID, SqliteArchiveClaims::storeId)).isEqualTo(ID);
    assertThat(open(folder, "b".repeat(32), SqliteArchiveClaims::storeId)).isEqualTo(ID);
    assertThat(open(folder, ID, SqliteArchiveClaims::records)).isEmpty();
    claim(folder, FIRST, SECOND);
    assertThat(open(folder, ID, SqliteArchiveClaims::records)).containsExactly(FIRST, SECOND);
    assertThat(copied(folder)).isFalse();
  }

  @Test
  void aFolderThatMovesIsNoCopy() throws IOException {
    Path folder = root.resolve("data");
    claim(folder, FIRST);
    Files.move(folder, root.resolve("moved"));
    assertThat(copied(root.resolve("moved"))).isFalse();
  }

  @Test
  void aDatabaseThatIsCopiedWithoutItsFolderIsACopy() throws IOException {
    Path folder = root.resolve("data");
    claim(folder, FIRST);
    Path copy = Files.createDirectories(root.resolve("copy"));
    Files.copy(folder.resolve("streams.db"), copy.resolve("streams.db"));
    assertThat(copied(copy)).isTrue();
    claim(copy, SECOND);
    assertThat(copied(folder)).isFalse();
  }

  /** The file system knows when a file was created, and a copy cannot take that along. */
  @Test
  void aFolderThatIsCopiedIsACopy() throws IOException {
    Path folder = root.resolve("data");
    claim(folder, FIRST);
    copy(folder, root.resolve("copy"));
    boolean knowsCreation = !new InstanceFile(folder.resolve("instance")).identity().endsWith(" -");
    assertThat(copied(root.resolve("copy"))).isEqualTo(knowsCreation);
    assertThat(copied(folder)).isFalse();
  }

  @Test
  void anOlderDatabaseInTheSamePlaceIsACopy() throws IOException {
    Path folder = root.resolve("data");
    claim(folder, FIRST);
    Files.copy(folder.resolve("streams.db"), root.resolve("backup"));
    claim(folder, FIRST, SECOND);
    byte[] backup = Files.readAllBytes(root.resolve("backup"));
    Files.write(folder.resolve("streams.db"), backup);
    Files.deleteIfExists(folder.resolve("streams.db-wal"));
    assertThat(copied(folder)).isTrue();
    assertThat(open(folder, ID, SqliteArchiveClaims::records)).containsExactly(FIRST);
  }
}
