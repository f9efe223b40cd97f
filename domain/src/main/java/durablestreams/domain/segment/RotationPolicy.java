package durablestreams.domain.segment;

import durablestreams.domain.stream.Tail;

/**
 * Limits at which an append seals the open segment of a stream.
 *
 * @param maxMessages messages after which a segment is sealed; at least 1
 * @param maxBytes payload bytes after which a segment is sealed; at least 1
 */
public record RotationPolicy(long maxMessages, long maxBytes) {

  /** Without a cold tier nothing is sealed. */
  public static final RotationPolicy NEVER = new RotationPolicy(Long.MAX_VALUE, Long.MAX_VALUE);

  public RotationPolicy {
    if (maxMessages < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a segment has at least one message and one byte");
    }
  }

  public boolean sealsAt(Tail tail) {
    return tail.segmentMessages() >= maxMessages || tail.segmentBytes() >= maxBytes;
  }

  /** Whether segments are sealed at all. */
  public boolean rotates() {
    return !equals(NEVER);
  }
}
