package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Options with which the packaged server starts in a third of the time and of the processor's work:
 * its JVM keeps to the first compiler and finds the server's classes in an archive. The archive is
 * made by one short run of the server and belongs to one build of it.
 */
final class QuickStart {
  private static final List<String> LIGHT =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:cds*=off", "-Xlog:aot*=off");

  private QuickStart() {}

  /** The options, once the archive is there. */
  static List<String> options() {
    var options = new ArrayList<>(LIGHT);
    options.add("-Xshare:auto");
    options.add("-XX:SharedArchiveFile=" + Archive.FILE);
    return options;
  }

  /** The archive of this run's jar; other threads that need it wait until it is made. */
  private static final class Archive {
    static final Path FILE = made();

    private static Path made() {
      try {
        Path jar = ServerCommand.jar();
        String build = Files.getLastModifiedTime(jar).toMillis() + "-" + Files.size(jar);
        Path folder = Path.of(System.getProperty("basedir", "."), "target").toAbsolutePath();
        Path archive = Files.createDirectories(folder).resolve("server-" + build + ".jsa");
        if (!Files.exists(archive)) {
          train(archive);
        }
        return archive;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void train(Path archive) throws IOException {
    Path unfinished = Files.createTempFile(archive.getParent(), "server-", ".jsa");
    Files.delete(unfinished);
    var options = new ArrayList<>(LIGHT);
    options.add("-XX:ArchiveClassesAtExit=" + unfinished);
    var training =
        ServerCommand.store("sqlite").asInstalled().javaOptions(options.toArray(String[]::new));
    try (ServerProcess process = ServerProcess.start(training)) {
      TestStream stream = process.server().unusedStream().created(TestStream.JSON);
      stream.append(TestStream.JSON, "[1]");
      stream.from("-1").send().expect(200);
      process.stop();
    }
    Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
  }
}
