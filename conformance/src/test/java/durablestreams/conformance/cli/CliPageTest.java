package durablestreams.conformance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code docs/cli.md} as they stand, against a server of its own. */
class CliPageTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```");

  /** Hands each command to the process of the test, which spares the start of a JVM. */
  private static final String DS =
      """
      set -e -o pipefail
      ds() {
        curl -sf --data-binary @- "$DS?$(printf '%s\\n' "$@" | base64 -w0 | tr +/ -_)"
      }
      """;

  @TempDir private Path folder;

  @Test
  void theCommandsOfThePage() throws Exception {
    Path bash = Installed.program("bash");
    Installed.program("curl");
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "cli.md");
    StringBuilder script = new StringBuilder(DS);
    Matcher blocks = BLOCK.matcher(Files.readString(page));
    while (blocks.find()) {
      script.append(blocks.group(1));
    }
    String here =
        script
            .toString()
            .replace("lines.txt", folder.resolve("lines.txt").toString())
            .replace("orders.export", folder.resolve("orders.export").toString());
    try (ServerProcess server = ServerProcess.start(ServerCommand.store("sqlite"))) {
      HttpServer commands = commands(Ds.at(server));
      try {
        String output = run(bash, here, commands.getAddress());
        assertThat(output)
            .startsWith("orders created (application/json)")
            .contains("{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n")
            .contains("0 appends to orders", "1 had been made before")
            .contains(
                "third",
                "first\nsecond\n",
                "log\nlog-draft\n",
                "[1,2]\n{\"id\":4}\n{\"id\":5}\n{\"id\":6}\n");
      } finally {
        commands.stop(0);
      }
    }
  }

  private static HttpServer commands(Ds ds) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> run(ds, exchange));
    server.start();
    return server;
  }

  private static void run(Ds ds, HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] words = Base64.getUrlDecoder().decode(exchange.getRequestURI().getRawQuery());
      Ds.Result result =
          ds.run(
              exchange.getRequestBody().readAllBytes(),
              new String(words, UTF_8).stripTrailing().split("\n"));
      byte[] answer = result.code() == 0 ? result.bytes() : result.errors().getBytes(UTF_8);
      exchange.sendResponseHeaders(
          result.code() == 0 ? 200 : 500, answer.length == 0 ? -1 : answer.length);
      if (answer.length > 0) {
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private String run(Path bash, String script, InetSocketAddress commands) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(bash.toString(), "-c", script)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("DS", "http://127.0.0.1:" + commands.getPort() + "/");
    Process shell = builder.start();
    assertThat(shell.waitFor(2, TimeUnit.MINUTES)).as("the commands end").isTrue();
    assertThat(shell.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}
