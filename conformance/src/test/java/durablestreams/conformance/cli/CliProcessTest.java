package durablestreams.conformance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as a process: what goes in and out of it, and what it loads. */
class CliProcessTest {

  @TempDir private Path folder;

  @Test
  void bytesGoThroughTheProcessAndLargeInputTakesLittleMemory() throws Exception {
    byte[] content = new byte[34 << 20];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("content"), content);
    try (ServerProcess server = ServerProcess.start(ServerCommand.store("sqlite"))) {
      String url = server.server().base().toString();
      assertThat(run(url, List.of(), null, "create", "s").exitValue()).isZero();
      assertThat(run(url, List.of("-Xmx32m"), file, "append", "s", "-q").exitValue()).isZero();
      Process read = run(url, List.of("-Xmx32m"), null, "read", "s");
      assertThat(read.exitValue()).isZero();
      assertThat(Files.mismatch(folder.resolve("out"), file)).isEqualTo(-1);
    }
  }

  private Process run(String url, List<String> options, Path input, String... arguments)
      throws Exception {
    ProcessBuilder builder =
        DsProcess.builder(url, options, arguments)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.redirectInput((input == null ? Path.of("/dev/null") : input).toFile());
    Process process = builder.start();
    process.waitFor();
    return process;
  }

  @Test
  void nothingOfTheServerIsLoaded() throws Exception {
    Process process =
        DsProcess.builder("http://127.0.0.1:1", List.of("-Xlog:class+load=info"), "stat", "s")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String loaded;
    try (InputStream out = process.getInputStream()) {
      loaded = new String(out.readAllBytes(), UTF_8);
    }
    assertThat(process.waitFor()).isEqualTo(5);
    assertThat(loaded)
        .contains("durablestreams.cli.Cli ")
        .doesNotContain(
            "io.helidon", "org.sqlite", "org.jooq", "software.amazon", "durablestreams.adapters");
  }
}
