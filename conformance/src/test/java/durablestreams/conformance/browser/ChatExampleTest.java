package durablestreams.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chat of {@code examples/browser-chat} in Chromium: an answer arrives token by token, and each
 * token is shown once, whatever is reloaded or restarted meanwhile.
 */
@Tag("long")
class ChatExampleTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("basedir", "."), "..", "examples", "browser-chat")
          .toAbsolutePath()
          .normalize();
  private static final String ANSWER = "document.querySelector('.answer')?.textContent ?? ''";
  private static final int TOKEN_SECONDS = 4;

  @TempDir private Path folder;

  @BeforeAll
  static void install() throws Exception {
    Installed.program("chromium");
    Installed.program("node", "nodejs");
    Process npm =
        new ProcessBuilder(
                Installed.program("npm").toString(),
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error")
            .directory(EXAMPLE.toFile())
            .inheritIO()
            .start();
    assertThat(npm.waitFor()).as("npm ci").isZero();
  }

  @Test
  void anAnswerSurvivesReloadsAndRestarts() throws Exception {
    int port = freePort();
    String site = "http://127.0.0.1:" + port;
    ServerCommand command =
        ServerCommand.store("sqlite")
            .env("AUTH_JWT_SECRET", Tokens.SECRET)
            .env("AUTH_JWT_CLOCK_SKEW", "0")
            .env("CORS_ORIGINS", site);
    try (ServerProcess server = ServerProcess.start(command);
        BackEnd backEnd = new BackEnd(server, port, folder);
        BrowserTab tab = BrowserTab.open(site)) {
      tab.await("document.querySelector('#state')?.textContent === 'connected'");
      tab.evaluate(
          "document.querySelector('#text').value = 'why?';"
              + "document.querySelector('#form').requestSubmit()");
      tab.await(shows(3));
      tab.reload();
      tab.await(shows(8));
      server.stop();
      server.restart();
      tab.await(shows(20));
      server.kill9();
      server.restart();
      tab.await(shows(30));
      tab.reload();
      tab.await("document.querySelectorAll('.answer.done').length === 1");
      JsonNode shown =
          tab.evaluate(
              "[...document.querySelectorAll('#messages p')].map(p => p.textContent).join('\\n')");
      assertThat(shown.asText()).as(backEnd.output()).isEqualTo("why?\n" + fullAnswer());
    }
  }

  private static String shows(int word) {
    return "(%s).includes('word-%d ')".formatted(ANSWER, word);
  }

  private static String fullAnswer() {
    StringBuilder text = new StringBuilder("You said \"why?\".");
    for (int n = 1; n <= 60; n++) {
      text.append(" word-").append(n);
    }
    return text.toString();
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  /** The back end of the example as a process. */
  private static final class BackEnd implements AutoCloseable {
    private final Path log;
    private final Process process;

    BackEnd(ServerProcess server, int port, Path folder) throws IOException {
      log = folder.resolve("back-end.log");
      ProcessBuilder builder =
          new ProcessBuilder(Installed.program("node", "nodejs").toString(), "server.js")
              .directory(EXAMPLE.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "STREAMS",
                  server.server().base() + "/v1/stream",
                  "AUTH_JWT_SECRET",
                  Tokens.SECRET,
                  "TOKEN_SECONDS",
                  String.valueOf(TOKEN_SECONDS),
                  "PORT",
                  String.valueOf(port)));
      process = builder.start();
      Elapsed.until(() -> !output().isEmpty(), Duration.ofSeconds(60), "the back end listens");
      assertThat(output()).startsWith("Chat at http://127.0.0.1:" + port);
    }

    String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      process.waitFor();
    }
  }
}
