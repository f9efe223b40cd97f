package durablestreams.conformance.clients;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The clients of public registries create, append, produce, read, follow and close, and no message
 * is lost or repeated when the server is stopped by SIGTERM and starts again meanwhile.
 */
@Tag("long")
class PublishedClientsTest {

  @ParameterizedTest
  @EnumSource
  void noMessageIsLostWhenTheServerRestarts(PublishedClient client) throws Exception {
    try (ServerProcess server = ServerProcess.start(ServerCommand.store("sqlite"))) {
      String url = server.server().base() + "/v1/stream/" + client;
      client.run(
          url,
          () -> {
            server.stop();
            server.restart();
          });
    }
  }
}
