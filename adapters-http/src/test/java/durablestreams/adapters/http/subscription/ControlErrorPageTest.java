package durablestreams.adapters.http.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} names exactly the codes that there are. */
class ControlErrorPageTest {

  @Test
  void listsEveryCodeWithItsStatus() throws IOException {
    List<String> listed =
        Files.readAllLines(Path.of("..", "docs", "errors.md")).stream()
            .filter(line -> line.matches("\\| `[A-Z_]+` \\|.*"))
            .map(line -> line.substring(0, line.indexOf(':')))
            .toList();
    List<String> known =
        Arrays.stream(ControlCode.values())
            .map(code -> "| `" + code.name() + "` | " + code.status().code())
            .toList();
    assertThat(listed).containsExactlyElementsOf(known);
  }
}
