package durablestreams.domain.subscription;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Glob over stream paths (protocol, section 6.2): the segment {@code *} matches exactly one
 * segment, {@code **} any number of them, none included; every other segment matches itself. {@code
 * %2A} in a segment is a literal star.
 *
 * <p>The registry is matched only by its own name, because it changes whenever any stream is
 * created.
 */
public final class PathGlob {

  public static final int MAX_BYTES = 1_024;
  public static final int MAX_SEGMENTS = 64;

  private static final String ONE = "*";
  private static final String ANY_NUMBER = "**";

  private final String text;
  private final List<String> segments;

  private PathGlob(String text, List<String> segments) {
    this.text = text;
    this.segments = segments;
  }

  /**
   * The glob that is written like this.
   *
   * @throws IllegalArgumentException with a sentence for the client when it is none
   */
  public static PathGlob of(String text) {
    Objects.requireNonNull(text);
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("a pattern has at most " + MAX_BYTES + " bytes");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("a pattern is UTF-8");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a pattern has no control characters");
    }
    List<String> segments = split(text);
    if (text.isEmpty() || segments.size() > MAX_SEGMENTS) {
      throw new IllegalArgumentException("a pattern has 1 to " + MAX_SEGMENTS + " segments");
    }
    for (String segment : segments) {
      if (segment.indexOf('*') >= 0 && !isWildcard(segment)) {
        throw new IllegalArgumentException(
            "a pattern has * (one segment) and ** (any number) only as whole segments");
      }
    }
    return new PathGlob(text, segments);
  }

  private static boolean isWildcard(String segment) {
    return segment.equals(ONE) || segment.equals(ANY_NUMBER);
  }

  /** What stands between the slashes of a path or a pattern. */
  public static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }

  /** The segments before the first wildcard, joined by slashes. */
  public String prefix() {
    return String.join(
        "/",
        segments.stream()
            .takeWhile(segment -> !isWildcard(segment))
            .map(PathGlob::literal)
            .toList());
  }

  /** Whether it matches other paths than the one that is its prefix. */
  public boolean hasWildcards() {
    return segments.stream().anyMatch(PathGlob::isWildcard);
  }

  public boolean matches(StreamPath path) {
    if (path.equals(SystemStreams.REGISTRY)) {
      return text.equals(path.value());
    }
    return matches(split(path.value()));
  }

  /**
   * Whether segments that do not name the registry match. On a mismatch the last {@code **} takes
   * one segment more, so the work is at most the product of the two lengths.
   */
  public boolean matches(List<String> path) {
    int p = 0;
    int n = 0;
    int star = -1;
    int afterStar = 0;
    while (n < path.size()) {
      if (p < segments.size() && segments.get(p).equals(ANY_NUMBER)) {
        star = p++;
        afterStar = n;
      } else if (p < segments.size() && covers(segments.get(p), path.get(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++afterStar;
      } else {
        return false;
      }
    }
    while (p < segments.size() && segments.get(p).equals(ANY_NUMBER)) {
      p++;
    }
    return p == segments.size();
  }

  private static boolean covers(String segment, String part) {
    return segment.equals(ONE) || literal(segment).equals(part);
  }

  private static String literal(String segment) {
    return segment.indexOf('%') < 0 ? segment : segment.replace("%2A", ONE).replace("%2a", ONE);
  }

  /** The pattern as it was written. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathGlob glob && glob.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
