package durablestreams.domain.segment;

import durablestreams.domain.stream.Tail;

/**
 * Limits at which an append seals the open segment of a stream, and the number below which no
 * segment is appended to.
 *
 * @param maxMessages messages after which a segment is sealed; at least 1
 * @param maxBytes payload bytes after which a segment is sealed; at least 1
 * @param floor the lowest number of a segment that may be appended to. It rises when the store may
 *     have lost its latest commits, so that no offset of theirs is given again
 */
public record RotationPolicy(long maxMessages, long maxBytes, long floor) {

  /** Without a cold tier nothing is sealed because of its size. */
  public static final RotationPolicy NEVER = new RotationPolicy(Long.MAX_VALUE, Long.MAX_VALUE);

  public RotationPolicy {
    if (maxMessages < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a segment has at least one message and one byte");
    }
  }

  public RotationPolicy(long maxMessages, long maxBytes) {
    this(maxMessages, maxBytes, 0);
  }

  /** The same limits with another floor. */
  public RotationPolicy withFloor(long newFloor) {
    return newFloor == floor ? this : new RotationPolicy(maxMessages, maxBytes, newFloor);
  }

  public boolean sealsAt(Tail tail) {
    return tail.segmentMessages() >= maxMessages || tail.segmentBytes() >= maxBytes;
  }

  /** Whether segments are sealed at all. */
  public boolean rotates() {
    return maxMessages != Long.MAX_VALUE || maxBytes != Long.MAX_VALUE;
  }
}
