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
 */
public record StreamScope(boolean all, List<PathGlob> patterns) {

  public static final StreamScope ALL = new StreamScope(true, List.of());

  private static final String EVERYTHING = "**";

  public StreamScope {
    patterns = List.copyOf(patterns);
  }

  public static StreamScope of(List<PathGlob> patterns) {
    return new StreamScope(false, patterns);
  }

  public boolean covers(StreamPath path) {
    if (all) {
      return true;
    }
    boolean registry = path.equals(SystemStreams.REGISTRY);
    return patterns.stream()
        .anyMatch(p -> p.matches(path) || (registry && p.text().equals(EVERYTHING)));
  }

  /** One pattern a line, for a store; {@link #ALL} is the empty text. */
  public String text() {
    return all
        ? ""
        : patterns.stream().map(PathGlob::text).collect(Collectors.joining("\n", "-\n", ""));
  }

  /** The inverse of {@link #text}. */
  public static StreamScope parse(String text) {
    return text.isEmpty()
        ? ALL
        : of(text.lines().skip(1).filter(l -> !l.isEmpty()).map(PathGlob::of).toList());
  }
}
