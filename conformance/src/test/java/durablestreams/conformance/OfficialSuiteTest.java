package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.S3Process;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.official.MountedServer;
import durablestreams.conformance.official.OfficialSuite;
import durablestreams.conformance.official.SuiteReport;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The official suite passes in full against the packaged server, on every store, and against
 * streams that are mounted in an application; neither rotation nor the cache mode nor access
 * control is visible to it. With {@code CONFORMANCE_TEST_URL} set it runs against the server at
 * that URL instead.
 */
@Order(1)
class OfficialSuiteTest {
  private static final int TESTS = 338;

  private static final Duration LONG_POLL = Duration.ofSeconds(3);

  /** How long the suite waits for a long-poll that ends without data: a machine may be busy. */
  private static final Duration LONG_POLL_LIMIT = Duration.ofSeconds(30);

  /**
   * The time limit of a test that sets none: enough for a busy machine, and for a server elsewhere
   * whose long-polls wait for half a minute.
   */
  private static final Duration TEST_LIMIT =
      Duration.ofMillis(
          Long.parseLong(System.getenv().getOrDefault("CONFORMANCE_TEST_TIMEOUT_MS", "65000")));

  /** A server to run the suite against. */
  private enum Server {
    MEMORY,
    SQLITE,
    SQLITE_ROTATING_INTO_FILES,
    SQLITE_ROTATING_INTO_R2,
    FOR_SHARED_CACHES,
    WITH_ACCESS_CONTROL;

    SuiteReport tested() throws Exception {
      return switch (this) {
        case MEMORY -> run(ServerCommand.store("memory"));
        case SQLITE -> run(ServerCommand.store("sqlite").asInstalled());
        case SQLITE_ROTATING_INTO_FILES -> run(rotating().env("ARCHIVE", "files"));
        case SQLITE_ROTATING_INTO_R2 -> {
          try (S3Process s3 = S3Process.start()) {
            yield run(s3.archiveOf(rotating()));
          }
        }
        case FOR_SHARED_CACHES -> run(ServerCommand.store("memory").env("CACHE_MODE", "shared"));
        case WITH_ACCESS_CONTROL ->
            run(
                ServerCommand.store("memory")
                    .env("AUTH_TOKEN", "a-token-for-writers")
                    .env("READ_JWT_SECRET", Tokens.SECRET),
                "a-token-for-writers",
                Tokens.jwt("\"session_id\":\"suite\"", Duration.ofHours(1)));
      };
    }

    private static ServerCommand rotating() {
      return ServerCommand.store("sqlite")
          .env("SEGMENT_MAX_MESSAGES", "3")
          .env("UPLOAD_DELAY", "0s");
    }

    private static SuiteReport run(ServerCommand command) throws Exception {
      return run(command, "", "");
    }

    private static SuiteReport run(ServerCommand command, String writeToken, String readToken)
        throws Exception {
      try (ServerProcess process =
          ServerProcess.start(
              command
                  .with("--long-poll-timeout=" + LONG_POLL.toSeconds() + "s")
                  .with("--subscriptions-development"))) {
        SuiteReport report =
            OfficialSuite.installed()
                .sending(writeToken, readToken)
                .against(
                    URI.create("http://127.0.0.1:" + process.port()), LONG_POLL_LIMIT, TEST_LIMIT);
        process.stop();
        return report;
      }
    }
  }

  @BeforeAll
  static void install() throws Exception {
    OfficialSuite.installed();
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> everyTestPasses() {
    String elsewhere = System.getenv("CONFORMANCE_TEST_URL");
    if (elsewhere != null) {
      return Stream.of(
          DynamicTest.dynamicTest(
              elsewhere,
              () ->
                  assertComplete(
                      OfficialSuite.installed()
                          .against(URI.create(elsewhere), TEST_LIMIT, TEST_LIMIT))));
    }
    return Arrays.stream(Server.values())
        .map(server ->
            DynamicTest.dynamicTest(server.name(), () -> assertComplete(server.tested())));
  }

  @Test
  @Tag("long")
  void everyTestPassesWhereStreamsAreMounted() throws Exception {
    try (MountedServer server = MountedServer.start(LONG_POLL)) {
      assertComplete(OfficialSuite.installed().against(server.url(), LONG_POLL_LIMIT, TEST_LIMIT));
    }
  }

  private static void assertComplete(SuiteReport report) {
    assertThat(report.failures()).as(report::explained).isEmpty();
    assertThat(report.skipped()).isEmpty();
    assertThat(report.passed()).isEqualTo(TESTS);
  }
}
