package embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries that one dependency brings, as the documentation lists them. */
class DependencyTreeTest {

  private static final Path DOCUMENT = Path.of("../../docs/library.md");

  @Test
  void isTheOneOfTheDocumentation() throws Exception {
    List<String> tree =
        Files.readAllLines(Path.of("target/tree.txt")).stream()
            .skip(1)
            .map(DependencyTreeTest::withoutVersion)
            .toList();
    List<String> document = Files.readAllLines(DOCUMENT);
    int begin = document.indexOf("<!-- dependency tree -->") + 2;
    List<String> listed =
        document.stream().skip(begin).takeWhile(line -> !line.startsWith("```")).toList();
    assertEquals(String.join("\n", tree), String.join("\n", listed));
  }

  /** Versions are those of the release; `group:artifact:type:version:scope` loses its last three. */
  private static String withoutVersion(String line) {
    int artifact = line.indexOf(':');
    return line.substring(0, line.indexOf(':', artifact + 1));
  }

  @Test
  void hasNoLibraryOfAStoreThatWasNotChosen() throws Exception {
    try (Stream<String> tree = Files.lines(Path.of("target/tree.txt"))) {
      assertFalse(tree.anyMatch(line -> line.matches(".*(aws|sqlite|jooq|flyway|micrometer).*")));
    }
  }
}
