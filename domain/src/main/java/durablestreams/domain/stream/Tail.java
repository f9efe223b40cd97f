package durablestreams.domain.stream;

import durablestreams.domain.offset.Offset;

/**
 * End of a stream, and the open segment that the next append goes to.
 *
 * <p>{@code offset} is the permanent token of {@code position}. While the open segment is empty,
 * the token refers to the segment before it, so it is stored and not derived.
 *
 * @param position units from the start of the stream
 * @param offset the token of {@code position}
 * @param segment the number of the open segment
 * @param segmentStart the position at which the open segment starts
 * @param segmentMessages messages in the open segment
 * @param segmentBytes payload bytes in the open segment
 */
public record Tail(
    long position,
    Offset offset,
    long segment,
    long segmentStart,
    long segmentMessages,
    long segmentBytes) {

  public static final Tail EMPTY = new Tail(0, Offset.START, 0, 0, 0, 0);

  /**
   * The tail of a fork that owns nothing yet: it is at {@code position}, which its source names
   * {@code offset}.
   */
  public static Tail ofFork(long position, Offset offset) {
    return new Tail(position, offset, offset.segment() + 1, position, 0, 0);
  }

  /** The tail of a stream of which nothing from {@code front} on is known yet. */
  public static Tail startingAt(Front front) {
    return new Tail(
        front.position(), front.offset(), front.offset().segment(), front.position(), 0, 0);
  }

  public boolean segmentIsEmpty() {
    return position == segmentStart;
  }

  public Tail appended(long units, long messages, long bytes) {
    long next = position + units;
    return new Tail(
        next,
        new Offset(segment, next - segmentStart),
        segment,
        segmentStart,
        segmentMessages + messages,
        segmentBytes + bytes);
  }

  /**
   * The open segment, which is empty, has at least the number {@code floor}; no offset moves.
   *
   * @throws IllegalArgumentException when the number would change and the segment is not empty
   */
  public Tail raisedTo(long floor) {
    if (segment >= floor) {
      return this;
    }
    if (!segmentIsEmpty()) {
      throw new IllegalArgumentException("a segment that holds messages keeps its number");
    }
    return new Tail(position, offset, floor, segmentStart, 0, 0);
  }

  /** The open segment becomes a sealed one, and a new one begins; no offset moves. */
  public Tail sealed() {
    return new Tail(position, offset, segment + 1, position, 0, 0);
  }
}
