package durablestreams.conformance.cluster.engine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of PostgreSQL from Maven Central, unpacked once into the build's folder. */
final class PostgresBinaries {

  private static final Path FOLDER = Path.of("target", "postgres").toAbsolutePath();

  private PostgresBinaries() {}

  /** The command line of a program, which refuses to run as root. */
  static List<String> command(String program, String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      words.addAll(List.of("unshare", "-U"));
    }
    words.add(folder().resolve(program).toString());
    words.addAll(List.of(arguments));
    return words;
  }

  private static synchronized Path folder() throws IOException {
    Optional<Path> unpacked = unpacked();
    if (unpacked.isEmpty()) {
      // A server unpacks the programs when it starts.
      Path data = Files.createTempDirectory("durable-streams-unpack");
      EmbeddedPostgres.builder()
          .setOverrideWorkingDirectory(FOLDER.toFile())
          .setDataDirectory(data.resolve("pg"))
          .start()
          .close();
      unpacked = unpacked();
    }
    return unpacked.orElseThrow(() -> new IllegalStateException("no PostgreSQL in " + FOLDER));
  }

  /** Of several versions, the last that was unpacked. */
  private static Optional<Path> unpacked() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(FOLDER)) {
      return versions
          .filter(version -> Files.exists(version.resolve(".exists")))
          .max(Comparator.comparing(version -> version.toFile().lastModified()))
          .map(version -> version.resolve("bin"));
    }
  }
}
