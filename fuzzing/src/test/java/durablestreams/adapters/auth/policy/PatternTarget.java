package durablestreams.adapters.auth.policy;

import durablestreams.domain.subscription.PathGlob;
import durablestreams.fuzzing.Broken;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Patterns of stream names, in grants and in subscriptions: both match like the plain definition.
 * The first line of the input is the pattern, the second one a name.
 */
public final class PatternTarget {

  /** More than these take the plain definition too long. */
  private static final int MOST_WILDCARDS = 5;

  private PatternTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 2);
    if (lines.length < 2 || lines[0].length() > 64 || lines[1].length() > 64) {
      return;
    }
    String pattern = lines[0];
    if (pattern.split("\\*\\*", -1).length > MOST_WILDCARDS) {
      return;
    }
    List<String> name = PathGlob.split(lines[1]);
    boolean matches = !pattern.contains("%") && covers(PathGlob.split(pattern), name);
    try {
      PathGlob glob = PathGlob.of(pattern);
      Broken.unless(
          pattern.contains("%") || glob.matches(name) == matches,
          "%s and %s in a subscription",
          pattern,
          name);
    } catch (IllegalArgumentException e) {
      Broken.unless(!e.getMessage().isBlank(), "no reason");
    }
    try {
      PathPattern grant = PathPattern.of(pattern);
      boolean registry = name.equals(List.of(PathPattern.REGISTRY));
      Broken.unless(
          registry || pattern.contains("%") || grant.covers(name) == matches,
          "%s and %s in a grant",
          pattern,
          name);
      Broken.unless(
          !registry || !grant.covers(name) || List.of(PathPattern.REGISTRY, "**").contains(pattern),
          "%s covers the registry",
          pattern);
    } catch (IllegalArgumentException e) {
      Broken.unless(!e.getMessage().isBlank(), "no reason");
    }
  }

  /** The definition, without regard to its cost. */
  private static boolean covers(List<String> pattern, List<String> name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    String first = pattern.getFirst();
    if (first.equals("**")) {
      return covers(rest, name) || !name.isEmpty() && covers(pattern, name.subList(1, name.size()));
    }
    return !name.isEmpty()
        && (first.equals("*") || first.equals(name.getFirst()))
        && covers(rest, name.subList(1, name.size()));
  }
}
