package durablestreams.domain.segment;

import durablestreams.domain.stream.StreamKey;

/**
 * Sealed, immutable segment of a stream: its number and its positions. It does not change when its
 * bytes move.
 *
 * @param start the position of its first unit
 * @param end the position after its last unit; greater than {@code start}
 * @param messages messages in it
 * @param payloadBytes bytes of those messages, without framing
 */
public record SealedSegment(
    StreamKey key, long number, long start, long end, long messages, long payloadBytes) {

  public SealedSegment {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("a sealed segment is not empty: " + start + ".." + end);
    }
  }

  /**
   * Whether {@code next} goes on where this one ends, with the next number: one object may hold
   * both.
   */
  public boolean isFollowedBy(SealedSegment next) {
    return next.start() == end && next.number() == number + 1;
  }

  /** Bytes of its frames: every message has a length of four bytes before it. */
  public long frameBytes() {
    return payloadBytes + messages * SegmentFrames.HEADER_BYTES;
  }
}
