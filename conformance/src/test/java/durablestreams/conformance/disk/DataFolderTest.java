package durablestreams.conformance.disk;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.FaultyDisk;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the data folder of a server holds, and who may read it. */
@Timeout(180)
class DataFolderTest {

  private static final String LIBRARY = "libsqlitejdbc.so";

  @TempDir private Path folder;

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }

  private static ServerCommand command() {
    return ServerCommand.store("sqlite").with("--archive=none");
  }

  @Test
  void othersMayReadNothingWhateverTheUmask() throws IOException {
    try (ServerProcess server = ServerProcess.start(command())) {
      server.server().stream("a").created(TEXT).append(TEXT, "secret");
      List<Path> found = in(server.data());
      assertThat(found)
          .as(server::output)
          .extracting(path -> path.getFileName().toString())
          .contains("streams.db", "streams.db-wal", "streams.db-shm", "lock", "instance", "native");
      for (Path path : found) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void killedProcessesLeaveNoLibrariesBehind() throws IOException {
    try (ServerProcess server = ServerProcess.start(command())) {
      Path unpacked = server.data().resolve("native");
      List<Path> first = in(unpacked);
      assertThat(first).anyMatch(path -> path.toString().endsWith(LIBRARY));
      server.kill9();
      server.restart();
      assertThat(in(unpacked)).hasSameSizeAs(first);
    }
  }

  @Test
  void aLibraryThatCannotBeUnpackedIsOneSentence() {
    FaultyDisk disk = FaultyDisk.compiledInto(folder);
    disk.failWrites(FaultyDisk.ENOSPC, LIBRARY);
    ServerProcess.Finished finished =
        ServerProcess.run(
            disk.under(command()).with("--port=0", "--data=" + folder.resolve("data")));
    assertThat(finished.exitCode()).isNotZero();
    assertThat(finished.output() + finished.errors())
        .contains("SQLite's native library cannot be unpacked into")
        .doesNotContain("\tat ", "Exception");
  }
}
