package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules of {@code CONTRIBUTING.md} that hold for each file of sources by itself. */
@Tag("smoke")
class SourcesTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final int MOST_LINES = 300;

  /** Those that the tiers of {@code ./verify} know. */
  private static final Set<String> TAGS = Set.of("smoke", "slow", "long");

  private static final Pattern TAG = Pattern.compile("@Tag\\(\"([^\"]*)\"\\)");

  @Test
  void filesOfMainSourcesAreShort() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources("src/main/java")) {
      int lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES) {
        found.add(ROOT.relativize(file) + " has " + lines);
      }
    }
    assertThat(found).as("files of more than %d lines", MOST_LINES).isEmpty();
  }

  @Test
  void testsHaveTagsOfATierOnly() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : sources("src/test/java")) {
      Matcher tag = TAG.matcher(Files.readString(file));
      while (tag.find()) {
        found.add(tag.group(1));
      }
    }
    assertThat(found).isEqualTo(new TreeSet<>(TAGS));
  }

  private static List<Path> sources(String folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules
          .map(module -> module.resolve(folder))
          .filter(Files::isDirectory)
          .forEach(sources -> files.addAll(under(sources)));
    }
    assertThat(files).hasSizeGreaterThan(200);
    return files;
  }

  private static List<Path> under(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
