package durablestreams.conformance.clients;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients of public registries, and packages that build on them, with a server that is stopped by
 * SIGTERM and starts again meanwhile.
 */
@Tag("long")
class PublishedClientsTest {

  /** Creates, appends, produces, reads, follows in both live modes, and closes. */
  @ParameterizedTest
  @EnumSource
  void noMessageIsLostWhenTheServerRestarts(PublishedClient client) throws Exception {
    run(client.script(), "/v1/stream/" + client);
  }

  @ParameterizedTest
  @EnumSource
  void packagesGoOnWhenTheServerRestarts(PublishedPackage published) throws Exception {
    run(published.script(), published.path());
  }

  private static void run(ClientScript script, String path)
      throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(ServerCommand.store("sqlite"))) {
      script.run(
          server.server().base() + path,
          () -> {
            server.stop();
            server.restart();
          });
    }
  }
}
