package durablestreams.conformance.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.official.OfficialSuite;
import durablestreams.conformance.official.SuiteReport;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The official suite passes through each proxy with the configuration of {@code docs/deploy.md}.
 */
@Tag("long")
class ProxiesTest {
  private static final Duration LONG_POLL = Duration.ofSeconds(3);
  private static final Duration TEST_LIMIT = Duration.ofSeconds(65);

  @ParameterizedTest
  @EnumSource
  void theOfficialSuitePassesThrough(DocumentedProxy proxy) throws Exception {
    ServerCommand command =
        ServerCommand.store("memory")
            .with("--subscriptions-development")
            .with("--long-poll-timeout=" + LONG_POLL.toSeconds() + "s");
    try (ServerProcess origin = ServerProcess.start(command);
        DocumentedProxy.Running running = proxy.before(origin.server())) {
      URI address = URI.create("http://127.0.0.1:" + running.address().getPort());
      origin.stop();
      origin.restart(command.with("--public-url=" + address));
      SuiteReport report = OfficialSuite.installed().against(address, LONG_POLL, TEST_LIMIT);
      assertThat(report.failures()).as(report::explained).isEmpty();
      assertThat(report.skipped()).isEmpty();
    }
  }
}
