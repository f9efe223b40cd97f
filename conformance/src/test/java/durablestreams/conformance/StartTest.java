package durablestreams.conformance;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the process starts, what it does with what it finds, and when it refuses to. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("smoke")
class StartTest {
  private static final ServerCommand SQLITE = ServerCommand.store("sqlite").asInstalled();
  private static final ServerCommand MEMORY = ServerCommand.store("memory");
  private static final Duration START_BOUND = Duration.ofSeconds(60);

  /** A client that cannot wait must not meet a socket that is there for something else. */
  @Test
  void whoeverIsLetInIsAnswered() throws IOException {
    try (ServerProcess process = ServerProcess.launched(MEMORY);
        WireConnection first = firstLetIn(process.server())) {
      assertHealthy(process.server(), first);
    }
  }

  /** The first connection that is not refused, tried for without a pause. */
  private static WireConnection firstLetIn(StreamServer server) throws IOException {
    Instant deadline = Instant.now().plus(START_BOUND);
    while (true) {
      try {
        return server.connect();
      } catch (ConnectException e) {
        if (Instant.now().isAfter(deadline)) {
          throw e;
        }
      }
    }
  }

  private static void assertHealthy(StreamServer server, WireConnection connection)
      throws IOException {
    assertThat(server.request("GET", "/health").sendOn(connection).status()).isEqualTo(200);
  }

  @Test
  @Tag("slow")
  void connectionsNeverTakeAllThatTheProcessMayOpen() throws IOException {
    int openFiles = 600;
    try (ServerProcess process = ServerProcess.start(SQLITE.openFiles(openFiles))) {
      Elapsed.until(
          () ->
              process
                  .output()
                  .contains("MAX_CONNECTIONS is 20000, but the process may open only 600"),
          START_BOUND,
          "the operator is told");
      assertThat(process.output()).as("about a default").doesNotContain("WARN");
      List<WireConnection> crowd = new ArrayList<>();
      for (int i = 0; i < openFiles; i++) {
        crowd.add(process.server().connect());
      }
      assertHealthy(process.server(), crowd.getFirst());
      crowd.forEach(WireConnection::close);
      try (WireConnection later = process.server().connect()) {
        assertHealthy(process.server(), later);
      }
      process.stop();
    }
  }

  @Test
  void aProcessThatMayOpenTooLittleIsRefused() {
    ServerProcess.Finished refused = ServerProcess.run(MEMORY.with("--port=0").openFiles(100));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertOneSentence(refused, "only 100 files");
    assertThat(refused.errors()).contains("ulimit -n");
  }

  @Test
  @Tag("slow")
  void aSecondProcessOnTheSameDataIsRefused() {
    try (ServerProcess process = ServerProcess.start(SQLITE)) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      ServerProcess.Finished second =
          ServerProcess.run(SQLITE.with("--port=0", "--data=" + process.data()));
      assertThat(second.exitCode()).isNotZero();
      assertOneSentence(second, process.data().toString());
      stream.append(TEXT, "still served");
      process.stop();
    }
  }

  @Test
  void aPortInUseIsOneSentence() {
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("memory"))) {
      ServerProcess.Finished second =
          ServerProcess.run(ServerCommand.store("memory").with("--port=" + process.port()));
      assertThat(second.exitCode()).isNotZero();
      assertOneSentence(second, Integer.toString(process.port()));
      process.stop();
    }
  }

  @Test
  void aDataFolderThatCannotBeMadeIsOneSentence() {
    ServerProcess.Finished refused =
        ServerProcess.run(SQLITE.with("--port=0", "--data=/dev/null/data"));
    assertThat(refused.exitCode()).isNotZero();
    assertOneSentence(refused, "/dev/null/data");
  }

  @ParameterizedTest
  @CsvSource({
    "--frobnicate=1,frobnicate",
    "--frobnicate,frobnicate",
    "frobnicate,frobnicate",
    "--store=redis,store",
    "--port=abc,port",
    "--port=70000,port",
    "--port=-1,port",
    "--long-poll-timeout=soon,long-poll-timeout",
    "--request-timeout=-2s,request-timeout",
    "--port,port",
  })
  void aWrongFlagStopsTheStart(String flag, String named) {
    ServerProcess.Finished refused = ServerProcess.run(ServerCommand.of(flag));
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
    assertOneSentence(refused, named);
  }

  @ParameterizedTest
  @CsvSource({"PORT,abc", "STORE,redis", "LONG_POLL_TIMEOUT,soon", "SEGMENT_MAX_MESSAGES,-3"})
  void aWrongEnvironmentVariableStopsTheStart(String name, String value) {
    ServerProcess.Finished refused = ServerProcess.run(ServerCommand.of().env(name, value));
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
    assertOneSentence(refused, name);
    assertThat(refused.errors()).contains(value);
  }

  private static void assertOneSentence(ServerProcess.Finished finished, String named) {
    assertThat(finished.errors().strip().lines().toList()).as("%s", finished).hasSize(1);
    assertThat(finished.errors())
        .contains(named)
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  @Test
  void helpNamesEverySettingOfThisTest() {
    ServerProcess.Finished help = ServerProcess.run(ServerCommand.of("--help"));
    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .contains(
            "--host", "--port", "--data", "--store", "--long-poll-timeout", "--request-timeout");
    assertThat(help.errors()).isEmpty();
  }

  @Test
  void theVersionIsOneLine() {
    ServerProcess.Finished version = ServerProcess.run(ServerCommand.of("--version"));
    assertThat(version.exitCode()).isZero();
    assertThat(version.output().strip()).matches("\\S.*\\d+\\.\\d+\\.\\d+.*").doesNotContain("\n");
  }

  @Test
  void settingsComeFromTheEnvironmentToo() {
    ServerCommand command =
        ServerCommand.of().env("STORE", "memory").env("LONG_POLL_TIMEOUT", "1s");
    try (ServerProcess process = ServerProcess.start(command)) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      stream.longPoll(TestStream.START).send().expect(204);
      process.stop();
      assertThat(process.output()).containsIgnoringCase("memory");
    }
  }

  @Test
  @Tag("slow")
  void aCacheModeWithoutEffectIsTold(@TempDir Path folder) throws IOException {
    ServerCommand shared = ServerCommand.store("memory").with("--cache-mode=shared");
    try (ServerProcess process = ServerProcess.start(shared)) {
      process.stop();
      assertThat(process.output()).doesNotContain("CACHE_MODE");
    }
    try (ServerProcess process =
        ServerProcess.start(shared.env("READ_JWT_SECRET", Tokens.SECRET))) {
      process.stop();
      assertThat(process.output()).contains("WARN", "CACHE_MODE=shared has no effect");
    }
    Path file = folder.resolve("policy.json");
    Files.writeString(file, "{\"everyone\":[{\"allow\":[\"read\"],\"on\":[\"public/**\"]}]}");
    try (ServerProcess process = ServerProcess.start(shared.with("--auth-policy-file=" + file))) {
      process.stop();
      assertThat(process.output()).doesNotContain("CACHE_MODE");
    }
  }
}
