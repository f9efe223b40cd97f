package durablestreams.application.access;

import java.util.List;

/**
 * Streams that a caller may read.
 *
 * @param all whether these are all streams
 * @param patterns the streams otherwise: paths in which the segment {@code *} stands for one
 *     segment and {@code **} for any number; {@code %2A} in a segment is a literal star
 * @param grantee text by which {@link AccessPolicy#readable(String)} finds the scope of this caller
 *     again, without anything that could be used as a credential; empty if it cannot
 */
public record ReadScope(boolean all, List<String> patterns, String grantee) {

  public static final ReadScope ALL = new ReadScope(true, List.of(), "");

  public ReadScope {
    patterns = List.copyOf(patterns);
  }
}
