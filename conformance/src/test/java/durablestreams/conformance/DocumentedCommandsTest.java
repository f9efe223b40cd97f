package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the shell commands of a page of the documentation as they stand, against a server of its
 * own. A command that ends with {@code # 204} has to be answered with that status.
 */
class DocumentedCommandsTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```");
  private static final Pattern EXPECTED = Pattern.compile("(?m)# ([1-5]\\d\\d)$");
  private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.1 ([1-5]\\d\\d)");
  private static final String SERVER = "http://127.0.0.1:4437";

  @TempDir private Path folder;

  private static String page(String name) throws IOException {
    return Files.readString(Path.of(System.getProperty("basedir", "."), "..").resolve(name));
  }

  private static String commands(String page) {
    StringBuilder script = new StringBuilder();
    Matcher blocks = BLOCK.matcher(page);
    while (blocks.find()) {
      script.append(blocks.group(1));
    }
    return script.toString();
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private String run(String script) throws Exception {
    Path output = folder.resolve("output");
    Process shell =
        new ProcessBuilder(Installed.program("bash").toString(), "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(shell.waitFor(2, TimeUnit.MINUTES)).as("the commands end").isTrue();
    return Files.readString(output, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theCommandsOfTheApiReference() throws Exception {
    Installed.program("curl");
    String script = commands(page("docs/api.md"));
    try (ServerProcess process = ServerProcess.start(ServerCommand.of())) {
      String output = run(script.replace(SERVER, process.server().base().toString()));
      assertThat(all(STATUS, output)).as(output).isEqualTo(all(EXPECTED, script));
      assertThat(output).contains("{\"id\":7}", "event: data", "event: control", "ok");
    }
  }

  @Test
  void theTourOfTheReadmeTwice() throws Exception {
    Installed.program("curl");
    String tour = page("README.md").split("(?m)^## Five minutes$")[1].split("(?m)^## ")[0];
    String script = commands(tour).replace("curl -N", "curl -N --max-time 1");
    List<String> expected = List.of("201", "204", "204", "200", "201", "200", "204", "204", "204");
    try (ServerProcess process = ServerProcess.start(ServerCommand.of())) {
      String here = script.replace(SERVER, process.server().base().toString());
      for (int time = 1; time <= 2; time++) {
        String output = run(here);
        assertThat(all(STATUS, output)).as(output).isEqualTo(expected);
        assertThat(output).contains("event: control", "200\n204\n", "\"text\":\"hello\"");
      }
    }
  }
}
