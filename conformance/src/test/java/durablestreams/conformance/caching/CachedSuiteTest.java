package durablestreams.conformance.caching;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.official.OfficialSuite;
import durablestreams.conformance.official.SuiteReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The official suite through nginx with the cache that collapses requests. A page at the tail may
 * be up to a second old there, which some tests of the suite notice: {@code docs/deploy.md} names
 * them.
 */
@Tag("long")
class CachedSuiteTest {
  private static final String HEADING = "### nginx, as a cache that collapses requests";
  private static final int TESTS = 338;
  private static final Duration LONG_POLL = Duration.ofSeconds(3);
  private static final Duration TEST_LIMIT = Duration.ofSeconds(65);

  @Test
  void onlyTestsThatTheDocumentationNamesFail() throws Exception {
    Installed.program("nginx");
    ServerCommand command =
        ServerCommand.store("memory")
            .with("--cache-mode=shared", "--subscriptions-development")
            .with("--long-poll-timeout=" + LONG_POLL.toSeconds() + "s");
    SuiteReport report;
    try (ServerProcess origin = ServerProcess.start(command);
        NginxProxy nginx = NginxProxy.before(origin.server())) {
      URI address = nginx.server().base();
      origin.stop();
      origin.restart(command.with("--public-url=" + address));
      report = OfficialSuite.installed().against(address, LONG_POLL, TEST_LIMIT);
    }
    List<String> failed =
        report.failures().stream()
            .map(failure -> failure.lines().findFirst().orElseThrow())
            .toList();
    assertThat(named()).as(report::explained).containsAll(failed);
    assertThat(report.skipped()).isEmpty();
    assertThat(report.passed() + failed.size()).isEqualTo(TESTS);
  }

  /** The names in the list below the heading of this cache. */
  private static List<String> named() throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "deploy.md");
    String text = Files.readString(page);
    int start = text.indexOf(HEADING + "\n");
    assertThat(start).as(HEADING).isPositive();
    int end = text.indexOf("\n#", start + 1);
    return text.substring(start, end).split("```\\w*\n")[1].lines().toList();
  }
}
