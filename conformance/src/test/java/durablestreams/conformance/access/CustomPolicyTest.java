package durablestreams.conformance.access;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.StreamServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The policy that docs/auth.md shows as an example, plugged into the packaged server as that page
 * says.
 */
class CustomPolicyTest {
  /** What would be the jar of the policy. */
  private static final Path POLICY =
      Path.of(System.getProperty("basedir", "."), "..", "adapters-auth", "target", "test-classes")
          .toAbsolutePath()
          .normalize();

  @Test
  void thePolicyOfTheDocumentationDecides() {
    assertThat(POLICY.resolve("META-INF/services")).satisfies(Files::isDirectory);
    ServerCommand command =
        ServerCommand.store("memory")
            .besides(POLICY)
            .env("AUTH", "api-key")
            .env("AUTH_API_KEYS", "k1=acme,k2=umbrella");
    try (ServerProcess process = ServerProcess.start(command)) {
      StreamServer server = process.server();
      HttpReply unknown = server.stream("acme/x").put(TEXT).send().expect(401);
      assertThat(unknown.required("WWW-Authenticate")).isEqualTo("ApiKey");
      assertThat(unknown.text()).isEqualTo("send the header X-API-Key\n");
      server.stream("acme/x").put(TEXT).header("X-API-Key", "k3").send().expect(401);
      server.stream("acme/x").put(TEXT).header("X-API-Key", "k1").send().expect(201);
      server.stream("acme/x").put(TEXT).header("X-API-Key", "k2").send().expect(403);
      server.stream("acme/x").from("-1").header("X-API-Key", "k1").send().expect(200);
      server.stream("__registry__").from("-1").header("X-API-Key", "k1").send().expect(403);
      process.stop();
    }
  }

  @Test
  void aMistakeInItsSettingsStopsTheStart() {
    ServerProcess.Finished refused =
        ServerProcess.run(
            ServerCommand.store("memory")
                .besides(POLICY)
                .env("AUTH", "api-key")
                .env("AUTH_API_KEYS", "k1"));
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.errors())
        .contains("AUTH_API_KEYS must be key=tenant pairs, such as k1=acme")
        .doesNotContain("\tat ");
  }
}
