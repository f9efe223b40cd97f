package durablestreams.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.benchmarks.bare.BareServer;
import durablestreams.benchmarks.http.PlainClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are servers, started, stopped and started again. */
class ServerProcessTest {

  @TempDir private Path folder;

  @Test
  void isStartedAgainOnItsData() throws Exception {
    Path program =
        program(
            """
            #!/bin/sh
            exec "%s" -cp "%s" %s "$4"
            """
                .formatted(
                    Workshop.java(),
                    System.getProperty("java.class.path"),
                    BareServer.class.getName()));
    Path data;
    try (RunningServer server = target(program).start(Map.of())) {
      long pid = server.pid().orElseThrow();
      data = server.dataFolder().orElseThrow();
      Files.writeString(data.resolve("kept"), "");

      server.restart();

      assertThat(server.pid().orElseThrow()).isNotEqualTo(pid);
      assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
      assertThat(data.resolve("kept")).exists();
      try (PlainClient client = new PlainClient(server.endpoint(), Duration.ofSeconds(60))) {
        client.append("stream", "text/plain", new byte[1]);
      }
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void tellsWhatAProgramSaidThatDoesNotStart() throws IOException {
    Path program = program("#!/bin/sh\necho no such flag $1\nexit 2\n");

    assertThatThrownBy(() -> target(program).start(Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such flag --host");
  }

  private NativeTarget target(Path program) {
    Workshop workshop = new Workshop(folder, folder, new Children(() -> {}));
    return new NativeTarget("native", false, program, workshop);
  }

  private Path program(String text) throws IOException {
    Path program = Files.writeString(folder.resolve("program"), text);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
