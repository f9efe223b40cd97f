package durablestreams.domain.stream;

import durablestreams.domain.offset.Offset;

/**
 * Earliest retained position of a stream; the data before it was removed.
 *
 * <p>It is the start of the stream or of a segment, so that a segment is retained whole or not at
 * all.
 *
 * @param position units from the start of the stream
 * @param offset the token of {@code position}, which outlives the segment that it names
 */
public record Front(long position, Offset offset) {

  /** Nothing was removed. */
  public static final Front START = new Front(0, Offset.START);

  /**
   * The place where the next segment begins.
   *
   * @throws IllegalArgumentException when the open segment holds anything
   */
  public static Front at(Tail tail) {
    if (!tail.segmentIsEmpty()) {
      throw new IllegalArgumentException("a stream is trimmed to the start of a segment");
    }
    return new Front(tail.position(), tail.offset());
  }

  public boolean isStart() {
    return position == 0;
  }

  /** Whether {@code token} names a place that was removed. */
  public boolean isAfter(Offset token) {
    return token.compareTo(offset) < 0;
  }
}
