package durablestreams.domain.subscription;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Streams that the creator of a subscription may read; a subscription never wakes for any other.
 *
 * @param all whether these are all streams
 * @param patterns the streams otherwise
 * @param grantee text by which the scope is found again when grants change; empty if it cannot be
 */
public record StreamScope(boolean all, List<PathGlob> patterns, String grantee) {

  public static final StreamScope ALL = new StreamScope(true, List.of(), "");

  private static final String EVERYTHING = "**";

  public StreamScope {
    patterns = List.copyOf(patterns);
  }

  public static StreamScope of(List<PathGlob> patterns) {
    return of(patterns, "");
  }

  public static StreamScope of(List<PathGlob> patterns, String grantee) {
    return new StreamScope(false, patterns, grantee);
  }

  public boolean covers(StreamPath path) {
    if (all) {
      return true;
    }
    boolean registry = path.equals(SystemStreams.REGISTRY);
    return patterns.stream()
        .anyMatch(p -> p.matches(path) || (registry && p.text().equals(EVERYTHING)));
  }

  /** The grantee and then one pattern a line, for a store; {@link #ALL} is the empty text. */
  public String text() {
    return all
        ? ""
        : patterns.stream()
            .map(PathGlob::text)
            .collect(Collectors.joining("\n", "-" + grantee + "\n", ""));
  }

  /** The inverse of {@link #text}. */
  public static StreamScope parse(String text) {
    if (text.isEmpty()) {
      return ALL;
    }
    int end = text.indexOf('\n');
    return of(
        text.substring(end + 1).lines().filter(l -> !l.isEmpty()).map(PathGlob::of).toList(),
        text.substring(1, end));
  }
}
