package durablestreams.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/browser.md} is that of {@code examples/browser-chat}. */
class ExampleSnippetsTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```js\\n(.*?)^```");
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  @Test
  void thePageShowsTheCodeOfTheExample() throws IOException {
    Path example = ROOT.resolve("examples/browser-chat");
    String code =
        Files.readString(example.resolve("server.js"))
            + Files.readString(example.resolve("public/chat.js"));
    List<MatchResult> blocks =
        BLOCK.matcher(Files.readString(ROOT.resolve("docs/browser.md"))).results().toList();
    assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(code).contains(block.group(1)));
  }
}
