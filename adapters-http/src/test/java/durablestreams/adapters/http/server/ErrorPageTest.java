package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.errors.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page on errors lists what the server can answer, and nothing else. */
class ErrorPageTest {

  @Test
  void listsEveryCodeWithItsStatus() throws IOException {
    List<String> listed =
        Files.readAllLines(Path.of("..", "docs", "errors.md")).stream()
            .filter(line -> line.matches("\\| `[a-z0-9_]+` \\|.*"))
            .map(line -> line.substring(0, line.indexOf('|', line.indexOf('|', 1) + 1) + 1))
            .toList();
    List<String> known =
        Arrays.stream(ErrorCode.values())
            .map(code -> "| `" + code.code() + "` | " + code.status().code() + " |")
            .toList();
    assertThat(listed).containsExactlyElementsOf(known);
  }
}
