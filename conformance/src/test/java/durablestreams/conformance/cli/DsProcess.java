package durablestreams.conformance.cli;

import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged jar, run for a command of the client. */
final class DsProcess {

  private DsProcess() {}

  /** A process that was just started. */
  static Process start(ServerProcess server, String... arguments) throws IOException {
    return builder(server.server().base().toString(), List.of(), arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  static ProcessBuilder builder(String url, List<String> javaOptions, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(javaOptions);
    words.addAll(
        List.of(
            "-jar",
            Path.of(System.getProperty("bootstrap.jar", "../bootstrap/target/bootstrap.jar"))
                .toAbsolutePath()
                .normalize()
                .toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().retainAll(List.of("PATH", "TMPDIR"));
    builder.environment().put("STREAM_URL", url);
    return builder;
  }
}
