package durablestreams.domain.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.domain.Seeds;
import durablestreams.domain.stream.StreamPath;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {

  @ParameterizedTest
  @CsvSource({
    "events/*, events/a, true",
    "events/*, events, false",
    "events/*, events/a/b, false",
    "events/*, other/a, false",
    "events/**, events, true",
    "events/**, events/a/b, true",
    "**, a/b/c, true",
    "**, __registry__, false",
    "__registry__, __registry__, true",
    "a/**/z, a/z, true",
    "a/**/z, a/b/c/z, true",
    "a/**/z, a/b/c, false",
    "*/b, a/b, true",
    "events/*, /events/a, false",
    "a/*/b, a//b, true",
    "a/b, a//b, false",
    "a/%2A, a/b, false",
  })
  void matchesSegmentBySegment(String pattern, String path, boolean matches) {
    assertThat(PathGlob.of(pattern).matches(new StreamPath(path))).isEqualTo(matches);
  }

  @Test
  void anEscapedStarIsAStar() {
    assertThat(PathGlob.of("a/%2A").matches(new StreamPath("a/*"))).isTrue();
  }

  @Test
  void thePrefixEndsAtTheFirstWildcard() {
    assertThat(PathGlob.of("a/b/*/c").prefix()).isEqualTo("a/b");
    assertThat(PathGlob.of("**").prefix()).isEmpty();
    assertThat(PathGlob.of("a/b").prefix()).isEqualTo("a/b");
  }

  @ParameterizedTest
  @CsvSource({"''", "a/b*", "***", "a/**b"})
  void patternsThatAreNoneAreRefused(String text) {
    assertThatThrownBy(() -> PathGlob.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longPatternsAreRefused() {
    assertThatThrownBy(() -> PathGlob.of("a".repeat(1_025)))
        .hasMessage("a pattern has at most 1024 bytes");
    assertThatThrownBy(() -> PathGlob.of("a/".repeat(65)))
        .hasMessage("a pattern has 1 to 64 segments");
  }

  @Test
  void agreesWithARecursiveDefinition() {
    RandomGenerator random = Seeds.random(PathGlobTest.class);
    for (int i = 0; i < 5_000; i++) {
      List<String> pattern = words(random, List.of("a", "b", "*", "**"));
      List<String> path = words(random, List.of("a", "b"));
      assertThat(PathGlob.of(String.join("/", pattern)).matches(path))
          .as("%s on %s", pattern, path)
          .isEqualTo(plain(pattern, path));
    }
  }

  private static List<String> words(RandomGenerator random, List<String> of) {
    List<String> words = new ArrayList<>();
    for (int n = random.nextInt(1, 7); n > 0; n--) {
      words.add(of.get(random.nextInt(of.size())));
    }
    return words;
  }

  private static boolean plain(List<String> pattern, List<String> path) {
    if (pattern.isEmpty()) {
      return path.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.getFirst().equals("**")) {
      return plain(rest, path) || (!path.isEmpty() && plain(pattern, path.subList(1, path.size())));
    }
    return !path.isEmpty()
        && (pattern.getFirst().equals("*") || pattern.getFirst().equals(path.getFirst()))
        && plain(rest, path.subList(1, path.size()));
  }
}
