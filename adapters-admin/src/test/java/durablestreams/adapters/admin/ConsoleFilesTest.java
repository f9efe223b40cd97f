package durablestreams.adapters.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConsoleFilesTest {

  private static final Pattern PRELOADED = Pattern.compile("modulepreload\" href=\"console/(.+)\"");
  private static final Pattern IMPORTED = Pattern.compile("from \"\\./(.+)\"");

  private static String file(String path) {
    AdminRequest call =
        new AdminRequest("GET", path, "127.0.0.1", "", name -> null, name -> null, new byte[0]);
    AdminRoute route =
        ConsoleFiles.routes().stream().filter(r -> r.matches(path)).findFirst().orElseThrow();
    AdminResponse page = route.handler().answer(call);
    assertThat(page.status()).as(path).isEqualTo(200);
    return new String(page.body(), StandardCharsets.UTF_8);
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toSet());
  }

  /** A module that is found by reading another one is asked for one round trip later. */
  @Test
  void thePagePreloadsAllModulesThatModulesImport() {
    Set<String> preloaded = names(PRELOADED, file("/console"));
    assertThat(preloaded).contains("main.js");
    for (String module : preloaded) {
      assertThat(preloaded).as(module).containsAll(names(IMPORTED, file("/console/" + module)));
    }
  }
}
