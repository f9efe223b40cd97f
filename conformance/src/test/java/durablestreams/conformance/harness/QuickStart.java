package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the packaged server start in a third of the time, for tests that start it dozens of times:
 * its JVM keeps to the first compiler and finds the server's classes in an archive. The archive is
 * made by one short run of the server and belongs to one build of it.
 */
public final class QuickStart {
  /** The launcher's own variable for options, which come before those on the command line. */
  private static final String JVM_OPTIONS = "JDK_JAVA_OPTIONS";

  private static final String LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private QuickStart() {}

  /** This command, started quickly, with these options for the JVM. */
  public static ServerCommand of(ServerCommand command, String... jvmOptions) {
    var options =
        new ArrayList<>(List.of(LIGHT, "-Xshare:auto", "-XX:SharedArchiveFile=" + classes()));
    options.addAll(List.of(jvmOptions));
    return command.env(JVM_OPTIONS, String.join(" ", options));
  }

  private static Path classes() {
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

  private static void train(Path archive) throws IOException {
    Path unfinished = Files.createTempFile(archive.getParent(), "server-", ".jsa");
    Files.delete(unfinished);
    var training =
        ServerCommand.store("sqlite")
            .env(JVM_OPTIONS, LIGHT + " -XX:ArchiveClassesAtExit=" + unfinished);
    try (ServerProcess process = ServerProcess.start(training)) {
      TestStream stream = process.server().unusedStream().created(TestStream.JSON);
      stream.append(TestStream.JSON, "[1]");
      stream.from("-1").send().expect(200);
      process.stop();
    }
    Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
  }
}
