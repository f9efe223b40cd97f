package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.official.OfficialSuite;
import durablestreams.conformance.official.SuiteReport;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official suite passes in full against the packaged server, on every store, and rotation is
 * invisible to it. With {@code CONFORMANCE_TEST_URL} set it runs against the server at that URL
 * instead.
 */
class OfficialSuiteTest {
  private static final int TESTS = 332;
  private static final int SUBSCRIPTION_TESTS = 6;

  /** Below the five seconds that vitest gives two long-poll tests. */
  private static final Duration LONG_POLL = Duration.ofSeconds(3);

  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  /** Enough for a server elsewhere that waits for the usual half a minute. */
  private static final Duration PATIENT = Duration.ofSeconds(65);

  @BeforeAll
  static void install() throws Exception {
    OfficialSuite.installed();
  }

  static Stream<Named<Optional<ServerCommand>>> servers() {
    if (System.getenv("CONFORMANCE_TEST_URL") != null) {
      return Stream.of(Named.of(System.getenv("CONFORMANCE_TEST_URL"), Optional.empty()));
    }
    Map<String, ServerCommand> servers = new LinkedHashMap<>();
    servers.put("memory", ServerCommand.store("memory"));
    servers.put("sqlite", ServerCommand.store("sqlite"));
    servers.put(
        "sqlite, every third message sealed into files",
        ServerCommand.store("sqlite").env("ARCHIVE", "files").env("SEGMENT_MAX_MESSAGES", "3"));
    return servers.entrySet().stream()
        .map(server ->
            Named.of(
                server.getKey(),
                Optional.of(
                    server.getValue().with("--long-poll-timeout=" + LONG_POLL.toSeconds() + "s"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  @Execution(ExecutionMode.CONCURRENT)
  void everyTestPasses(Optional<ServerCommand> command) throws Exception {
    SuiteReport report = command.isPresent() ? ofOurs(command.get()) : ofTheOneElsewhere();

    assertThat(report.failures()).as(report::explained).isEmpty();
    assertThat(report.skipped())
        .hasSize(SUBSCRIPTION_TESTS)
        .allMatch(name -> name.startsWith("Reserved subscription APIs"));
    assertThat(report.passed()).isEqualTo(TESTS);
  }

  private static SuiteReport ofOurs(ServerCommand command) throws Exception {
    try (ServerProcess process = ServerProcess.start(command)) {
      SuiteReport report =
          OfficialSuite.installed().against(process.server().base(), LONG_POLL, FIVE_SECONDS);
      process.stop();
      return report;
    }
  }

  private static SuiteReport ofTheOneElsewhere() throws Exception {
    return OfficialSuite.installed()
        .against(URI.create(System.getenv("CONFORMANCE_TEST_URL")), PATIENT, PATIENT);
  }
}
