package durablestreams.adapters.auth.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Set of stream names, written as a path: {@code tenant-a/**}.
 *
 * <p>A pattern and a name are compared segment by segment, the segments being what stands between
 * slashes, and by exact characters: {@code A} is not {@code a}. A segment {@code *} stands for
 * exactly one segment, {@code **} for any number of them, none included, so {@code tenant-a/**}
 * covers {@code tenant-a} as well. There is no star within a segment, and nothing is escaped.
 *
 * <p>The registry names the streams of all tenants, so it is covered only by its own name and by
 * {@code **} alone.
 */
final class PathPattern {

  static final String REGISTRY = "__registry__";

  private static final String ONE = "*";
  private static final String ANY_NUMBER = "**";

  /** A wildcard is one because of where it comes from: a star in a claim's value is only text. */
  private record Segment(String text, boolean wildcard) {

    boolean anyNumber() {
      return wildcard && text.equals(ANY_NUMBER);
    }

    boolean covers(String segment) {
      return wildcard || text.equals(segment);
    }
  }

  private final String text;
  private final List<Segment> segments;

  private PathPattern(String text, List<Segment> segments) {
    this.text = text;
    this.segments = segments;
  }

  /**
   * The pattern that is written like this.
   *
   * @throws IllegalArgumentException with a clause that says what is wrong
   */
  static PathPattern of(String text) {
    if (text.isEmpty() || text.startsWith("/")) {
      throw new IllegalArgumentException("must be a path that does not begin with a slash");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("must not contain control characters");
    }
    return new PathPattern(text, split(text).stream().map(PathPattern::segment).toList());
  }

  private static Segment segment(String text) {
    boolean wildcard = text.equals(ONE) || text.equals(ANY_NUMBER);
    if (!wildcard && text.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "may have * (one segment) and ** (any number) only as a whole segment between slashes");
    }
    return new Segment(text, wildcard);
  }

  /** The segments of a name or a pattern; {@code a//b} has an empty one in the middle. */
  static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }

  /**
   * This pattern with each placeholder <code>{name}</code> replaced by text.
   *
   * <p>The text stays within its segment and is never a wildcard: with empty text, or text that has
   * a slash, there is no pattern. What comes out never covers the registry.
   *
   * @throws IllegalArgumentException when the braces are not in order
   */
  Optional<PathPattern> filled(Function<String, Optional<String>> values) {
    List<Segment> filled = new ArrayList<>();
    for (Segment segment : segments) {
      Optional<String> literal = fill(segment.text(), values);
      if (literal.isEmpty()) {
        return Optional.empty();
      }
      filled.add(new Segment(literal.get(), segment.wildcard()));
    }
    return Optional.of(new PathPattern(text, filled));
  }

  private static Optional<String> fill(String text, Function<String, Optional<String>> values) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int close = text.indexOf('}', at);
      if (open < 0 && close < 0) {
        break;
      }
      if (open < 0 || close <= open + 1 || text.lastIndexOf('{', close) != open) {
        throw new IllegalArgumentException(
            "has braces that are not in order; {sub} stands for the claim sub");
      }
      Optional<String> value =
          values
              .apply(text.substring(open + 1, close))
              .filter(v -> !v.isEmpty() && v.indexOf('/') < 0);
      if (value.isEmpty()) {
        return value;
      }
      out.append(text, at, open).append(value.get());
      at = close + 1;
    }
    return Optional.of(out.append(text, at, text.length()).toString());
  }

  /** The pattern with what was filled in; {@code %2A} stands for a star that is no wildcard. */
  String literal() {
    return segments.stream()
        .map(s -> s.wildcard() ? s.text() : s.text().replace(ONE, "%2A"))
        .collect(Collectors.joining("/"));
  }

  /** Whether the name is one of this set. */
  boolean covers(List<String> name) {
    if (name.size() == 1 && name.getFirst().equals(REGISTRY)) {
      return text.equals(REGISTRY) || text.equals(ANY_NUMBER);
    }
    return coversSegments(name);
  }

  /**
   * Goes back to the last {@code **} on a mismatch and lets it stand for one segment more. An
   * earlier one never needs another try, so the work is at most the product of the two lengths.
   */
  private boolean coversSegments(List<String> name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int afterStar = 0;
    while (n < name.size()) {
      if (p < segments.size() && segments.get(p).anyNumber()) {
        star = p++;
        afterStar = n;
      } else if (p < segments.size() && segments.get(p).covers(name.get(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++afterStar;
      } else {
        return false;
      }
    }
    while (p < segments.size() && segments.get(p).anyNumber()) {
      p++;
    }
    return p == segments.size();
  }

  @Override
  public String toString() {
    return text;
  }
}
