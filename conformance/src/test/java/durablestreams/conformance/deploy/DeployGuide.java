package durablestreams.conformance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code blocks of {@code docs/deploy.md}, with the paths of a machine replaced by those below a
 * folder.
 *
 * @param root the folder that stands for the root of the machine
 * @param port the port of the server
 */
record DeployGuide(Path root, int port) {
  private static final Pattern HEADING = Pattern.compile("(?m)^#{2,3} (.*)$");

  /** The blocks of a language in the section with this heading, subsections excluded. */
  List<String> blocks(String heading, String language) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher block =
        Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```").matcher(section(heading));
    while (block.find()) {
      found.add(here(block.group(1)));
    }
    assertThat(found).as("%s in %s", language, heading).isNotEmpty();
    return found;
  }

  private static String section(String heading) throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "deploy.md");
    String text = Files.readString(page);
    Matcher headings = HEADING.matcher(text);
    int from = -1;
    while (headings.find()) {
      if (from >= 0) {
        return text.substring(from, headings.start());
      }
      if (headings.group(1).equals(heading)) {
        from = headings.end();
      }
    }
    assertThat(from).as(heading).isPositive();
    return text.substring(from);
  }

  private String here(String text) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return text.replaceAll("(^|[\\s=])/(opt|etc|var|mnt)/", "$1" + root + "/$2/")
        .replace("/usr/bin/java", java)
        .replace("4437", String.valueOf(port));
  }
}
