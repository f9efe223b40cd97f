package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/style.md} that a test can hold. */
@Tag("smoke")
class ProseTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final int LONGEST_LINE = 100;

  /** The words that {@code docs/style.md} lists under "Words not used". */
  private static final Pattern UNUSED =
      Pattern.compile(
          "\\b(couriers?|deput(y|ies)|errands?|desks?|doomed|whoever|nobody(?!\\()|somebody|for ever"
              + "|so many|(is|are) told of|mended)\\b",
          Pattern.CASE_INSENSITIVE);

  /** A text that is logged and begins with a small letter; {@code audit:} is the mark of a kind. */
  private static final Pattern LOWER_CASE_LOG_LINE =
      Pattern.compile(
          "\\.log\\(\\s*\\w*(?:\\.\\w+)*,\\s*(?:\\(\\) ->\\s*)?\"(?!audit: )([a-z][^\"]*)\"");

  /**
   * Lines that are not prose: tables, headings, links by themselves, images, comments, calls in a
   * row.
   */
  private static final Pattern NOT_PROSE =
      Pattern.compile("\\s*(\\||#|!\\[|<|`|\\[[^]]*]: |[-*] \\[[^]]*]\\([^)]*\\)).*");

  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*?)\\s*$");

  /** A link in the text, or the target of one by name. */
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|(?m)^\\[[^]]+]: (\\S+)$");

  @Test
  void wordsThatTheStyleGuideRulesOutAreNotUsed() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher word = UNUSED.matcher(lines.get(i));
        if (word.find()) {
          found.add(ROOT.relativize(file) + ":" + (i + 1) + " says \"" + word.group() + "\"");
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /** A line that begins with a value or a name begins as that does. */
  @Test
  void linesOfTheLogBeginWithACapital() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      if (!file.toString().endsWith(".java")) {
        continue;
      }
      Matcher line = LOWER_CASE_LOG_LINE.matcher(Files.readString(file));
      while (line.find()) {
        found.add(ROOT.relativize(file) + " logs \"" + line.group(1) + "\"");
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void linesOfProseAreShort() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : documents()) {
      boolean code = false;
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.strip().startsWith("```")) {
          code = !code;
        } else if (!code
            && line.length() > LONGEST_LINE
            && line.strip().contains(" ")
            && !line.startsWith("    ")
            && !NOT_PROSE.matcher(line).matches()) {
          found.add(ROOT.relativize(file) + ":" + (i + 1) + " has " + line.length());
        }
      }
    }
    assertThat(found).as("lines of more than %d characters", LONGEST_LINE).isEmpty();
  }

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : documents()) {
      Matcher link = LINK.matcher(CODE.matcher(Files.readString(file)).replaceAll(""));
      while (link.find()) {
        String target = link.group(1) == null ? link.group(2) : link.group(1);
        if (!target.contains(":") && !leadsSomewhere(file, target)) {
          found.add(ROOT.relativize(file) + " leads to " + target);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static boolean leadsSomewhere(Path from, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]);
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  /** The names that GitHub gives to the headings of a page. */
  private static List<String> anchors(Path page) throws IOException {
    String text = CODE.matcher(Files.readString(page)).replaceAll("");
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  /** Main sources and documents, but for the page that names the words. */
  private static List<Path> sources() throws IOException {
    List<Path> files = new ArrayList<>(documents());
    files.removeIf(file -> file.endsWith("docs/style.md"));
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules
          .map(module -> module.resolve("src/main"))
          .filter(Files::isDirectory)
          .forEach(main -> files.addAll(under(main, ".java")));
    }
    assertThat(files).hasSizeGreaterThan(300);
    return files;
  }

  private static List<Path> documents() throws IOException {
    List<Path> files = new ArrayList<>(under(ROOT.resolve("docs"), ".md"));
    try (Stream<Path> top = Files.list(ROOT)) {
      top.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
    }
    for (String folder : List.of("conformance", "benchmarks")) {
      files.add(ROOT.resolve(folder).resolve("README.md"));
    }
    assertThat(files).hasSizeGreaterThan(15);
    return files;
  }

  private static List<Path> under(Path folder, String ending) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
