package durablestreams.adapters.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

  private static boolean covers(String pattern, String name) {
    return PathPattern.of(pattern).covers(PathPattern.split(name));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          tenant-a/**,  tenant-a/x,        true
          tenant-a/**,  tenant-a/x/y/z,    true
          tenant-a/**,  tenant-a,          true
          tenant-a/**,  tenant-a/,         true
          tenant-a/**,  tenant-a//x,       true
          tenant-a/**,  tenant-ab/x,       false
          tenant-a/**,  Tenant-A/x,        false
          tenant-a/**,  x/tenant-a/y,      false
          tenant-a/*,   tenant-a/x,        true
          tenant-a/*,   tenant-a/,         true
          tenant-a/*,   tenant-a,          false
          tenant-a/*,   tenant-a/x/y,      false
          */logs,       a/logs,            true
          */logs,       logs,              false
          */logs,       a/b/logs,          false
          **/logs,      logs,              true
          **/logs,      a/b/logs,          true
          **/logs,      a/b/logs/c,        false
          a/**/z/**/q,  a/z/q,             true
          a/**/z/**/q,  a/b/z/c/d/q,       true
          a/**/z/**/q,  a/b/c/q,           false
          a/**/**/b,    a/b,               true
          **,           anything/at/all,   true
          *,            one,               true
          *,            one/two,           false
          a.b,          axb,               false
          [ab],         a,                 false
          a?,           ab,                false
          ünï/💧/*,     ünï/💧/x,           true
          %61/*,        a/x,               false
          """)
  void covers(String pattern, String name, boolean covered) {
    assertThat(covers(pattern, name)).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          __registry__,    true
          **,              true
          *,               false
          **/**,           false
          */**,            false
          **/__registry__, false
          __registry__/**, false
          __registry__/*,  false
          """)
  void onlyItsNameAndEverythingCoverTheRegistry(String pattern, boolean covered) {
    assertThat(covers(pattern, "__registry__")).isEqualTo(covered);
  }

  @Test
  void namesBelowTheRegistryAreOrdinary() {
    assertThat(covers("*/**", "__registry__/x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "a*", "*a/b", "a/***", "a/b*c", "a\tb", "a\u0085"})
  void refusesWhatIsNoPattern(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.of(text));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          {t}/**,        acme,          acme/x,          true
          {t}/**,        acme,          other/x,         false
          a-{t}-{t}/*,   x,             a-x-x/y,         true
          {t}/*,         **,            anything/y,      false
          {t}/*,         **,            **/y,            true
          {t}/**,        a/b,           a/b/c,           false
          {t}/**,        '',            /x,              false
          {t},           __registry__,  __registry__,    false
          {t}/**,        __registry__,  __registry__,    false
          {t}{t},        {t},           {t}{t},          true
          """)
  void fillsPlaceholdersWithText(String pattern, String value, String name, boolean covered) {
    boolean found =
        PathPattern.of(pattern)
            .filled(claim -> Optional.of(value))
            .filter(p -> p.covers(PathPattern.split(name)))
            .isPresent();
    assertThat(found).isEqualTo(covered);
  }

  @Test
  void isNothingWithoutTheValueOfAPlaceholder() {
    assertThat(PathPattern.of("{t}/{u}").filled(c -> Optional.of("x").filter(x -> c.equals("t"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "}", "{}", "a{b", "a}b", "{a{b}}", "}{", "{a}}", "{a/b}"})
  void refusesBracesThatAreNotInOrder(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.of(text).filled(c -> Optional.of("x")));
  }

  /** The plain definition, without a thought for time. */
  private static boolean defined(List<String> pattern, List<String> name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    return switch (pattern.getFirst()) {
      case "**" ->
          defined(rest, name)
              || (!name.isEmpty() && defined(pattern, name.subList(1, name.size())));
      case "*" -> !name.isEmpty() && defined(rest, name.subList(1, name.size()));
      case String literal ->
          !name.isEmpty()
              && literal.equals(name.getFirst())
              && defined(rest, name.subList(1, name.size()));
    };
  }

  @Test
  void agreesWithTheDefinition() {
    long seed = new Random().nextLong();
    System.out.println("PathPatternTest: seed " + seed);
    Random random = new Random(seed);
    int covered = 0;
    for (int i = 0; i < 50_000; i++) {
      String pattern = path(random, "a", "b", "*", "**");
      String name = path(random, "a", "b");
      boolean expected = defined(PathPattern.split(pattern), PathPattern.split(name));
      assertThat(covers(pattern, name)).as("%s on %s", pattern, name).isEqualTo(expected);
      covered += expected ? 1 : 0;
    }
    assertThat(covered).isBetween(1_000, 49_000);
  }

  private static String path(Random random, String... segments) {
    StringBuilder path = new StringBuilder(segments[random.nextInt(segments.length)]);
    for (int i = random.nextInt(7); i > 0; i--) {
      path.append('/').append(segments[random.nextInt(segments.length)]);
    }
    return path.toString();
  }

  @Test
  void longPatternsAndNamesAreNoWorkWorthMentioning() {
    assertThat(covers("**/a/".repeat(200) + "b", "a/".repeat(500) + "c")).isFalse();
  }
}
