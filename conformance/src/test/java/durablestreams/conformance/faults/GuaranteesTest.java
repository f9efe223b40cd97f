package durablestreams.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every promise of {@code docs/guarantees.md} names tests, and these exist. */
@Tag("smoke")
class GuaranteesTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)`");

  private static Set<String> testClasses() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      List<Path> folders =
          modules
              .map(module -> module.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .toList();
      for (Path folder : folders) {
        try (Stream<Path> files = Files.walk(folder)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
        }
      }
    }
    return names;
  }

  @Test
  void everyPromiseNamesTestsThatExist() throws IOException {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
            .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
            .filter(line -> !line.endsWith("| tests |"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows).allMatch(row -> TEST.matcher(row).find(), "names a test");
    Set<String> named =
        rows.stream()
            .flatMap(row -> TEST.matcher(row).results())
            .map((MatchResult match) -> match.group(1))
            .collect(Collectors.toSet());
    assertThat(testClasses()).containsAll(named);
  }
}
