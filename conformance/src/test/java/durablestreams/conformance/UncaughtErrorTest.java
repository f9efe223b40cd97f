package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that loses a thread to an uncaught error ends, because without its watchdog or its lane
 * it would accept requests and never answer them.
 */
class UncaughtErrorTest {
  private static final String FAULT = "a fault that ends a thread";

  @TempDir private Path folder;

  /** A policy that loses a platform thread at each request to delete a stream. */
  public static final class Provider implements AccessPolicyProvider {
    @Override
    public String name() {
      return "losing";
    }

    @Override
    public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
      return new AccessPolicy() {
        @Override
        public Access decide(AccessRequest request) {
          if (request.action() == Action.DELETE) {
            Thread.ofPlatform()
                .name("watchdog of the test")
                .start(() -> {
                  throw new IllegalStateException(FAULT);
                });
          }
          return new Access.Granted(Caller.ANONYMOUS);
        }

        @Override
        public boolean guardsReads() {
          return false;
        }
      };
    }
  }

  @Test
  void theProcessEndsWithExitCode1AndServesAgainAfterARestart() throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(AccessPolicyProvider.class.getName()), Provider.class.getName());
    Path classes =
        Path.of(Provider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ServerCommand command =
        ServerCommand.store("sqlite").besides(classes, folder).env("AUTH", "losing");
    try (ServerProcess process = ServerProcess.start(command)) {
      TestStream stream = process.server().unusedStream().created(TestStream.TEXT);
      stream.append(TestStream.TEXT, "kept");
      try (WireConnection connection = process.server().connect()) {
        connection.write(process.server().stream("another").request("DELETE").bytes());
      }
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.output())
          .contains("A thread ended by an error, and so does the process")
          .contains("The thread watchdog of the test ended")
          .contains(FAULT);
      process.restart();
      assertThat(stream.from("-1").send().text()).isEqualTo("kept");
      process.stop();
    }
  }
}
