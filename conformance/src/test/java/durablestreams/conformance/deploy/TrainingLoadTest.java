package durablestreams.conformance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The load from which builds let the JVM learn, {@code scripts/TrainingLoad.java}: one that failed
 * would leave packages and {@code ./serve} without their cache.
 */
@Tag("slow")
class TrainingLoadTest {

  private static final Path LOAD =
      Path.of(System.getProperty("basedir", "."), "..", "scripts", "TrainingLoad.java")
          .toAbsolutePath()
          .normalize();

  @Test
  void everyPartOfItIsAnswered() throws Exception {
    try (ServerProcess server = ServerProcess.start(ServerCommand.store("memory"))) {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              LOAD.toString(),
              Integer.toString(server.port()),
              "1");
      Process load = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        String said = new String(load.getInputStream().readAllBytes());

        assertThat(load.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(load.exitValue()).as(said).isZero();
        for (String stream :
            List.of("appended-63", "live-json", "live-octet-stream", "polled", "long-bytes")) {
          assertThat(server.server().request("GET", "/v1/stream/" + stream).send().status())
              .as(stream)
              .isEqualTo(200);
        }
      } finally {
        load.destroyForcibly().waitFor();
      }
    }
  }
}
