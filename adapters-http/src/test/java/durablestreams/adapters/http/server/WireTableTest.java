package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tests that rows of {@code docs/wire.md} and {@code docs/helidon.md} name exist. */
class WireTableTest {

  private static final Path HERE = Path.of(System.getProperty("basedir", "."));
  private static final List<String> MODULES =
      List.of("adapters-http", "adapters-http-connection", "conformance", "fuzzing");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void everyRequirementHasATest() throws IOException {
    List<String> missing = new ArrayList<>();
    int rows = 0;
    for (String line : Files.readAllLines(HERE.resolve("../docs/wire.md"))) {
      if (!line.startsWith("| ") || line.startsWith("| section") || line.startsWith("| requir")) {
        continue;
      }
      rows++;
      Matcher test = TEST.matcher(line);
      if (!test.find() || !exists(test.group(1), test.group(2))) {
        missing.add(line);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(rows).isGreaterThan(40);
  }

  @Test
  void everyAssumptionAboutHelidonHasItsTests() throws IOException {
    List<String> missing = new ArrayList<>();
    int rows = 0;
    for (String line : Files.readAllLines(HERE.resolve("../docs/helidon.md"))) {
      if (!line.startsWith("| ") || line.startsWith("| assumption")) {
        continue;
      }
      rows++;
      Matcher test = TEST.matcher(line);
      boolean any = false;
      while (test.find()) {
        any = true;
        if (!exists(test.group(1), test.group(2))) {
          missing.add(test.group());
        }
      }
      if (!any) {
        missing.add(line);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(rows).isGreaterThan(20);
  }

  private static boolean exists(String type, @Nullable String method) throws IOException {
    for (String module : MODULES) {
      try (var files = Files.walk(HERE.resolve("..").resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(file -> file.endsWith(type + ".java")).toList()) {
          if (method == null || Files.readString(file).contains(" void " + method + "(")) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
