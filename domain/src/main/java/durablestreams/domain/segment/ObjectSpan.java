package durablestreams.domain.segment;

import durablestreams.domain.stream.StreamKey;

/**
 * Span of an object in its stream, and its size: all that a plan of compactions needs to know.
 *
 * @param start the position of its first unit
 * @param end the position after its last unit
 * @param size bytes
 */
public record ObjectSpan(
    StreamKey key, long firstSegment, long lastSegment, long start, long end, long size) {

  /** Whether {@code next} goes on where this one ends, with the next number: they may be merged. */
  public boolean isFollowedBy(ObjectSpan next) {
    return next.key().equals(key) && next.start() == end && next.firstSegment() == lastSegment + 1;
  }

  /** How many segments it holds. */
  public long segments() {
    return lastSegment - firstSegment + 1;
  }
}
