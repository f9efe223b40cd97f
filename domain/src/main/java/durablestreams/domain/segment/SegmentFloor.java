package durablestreams.domain.segment;

import java.time.Instant;

/** Number below which no segment is appended to, after a store may have lost segments. */
public final class SegmentFloor {

  /** Segments that a stream can fill in a second, and in the time of a clock that stands still. */
  private static final int SEGMENTS_BITS = 20;

  /** The clock counts up to the year 2199; numbers of segments in offsets go further. */
  private static final long MAX_SECONDS = 7_258_118_400L;

  private SegmentFloor() {}

  /**
   * A floor above every segment that was ever begun. It follows the clock, so that two servers that
   * go on from the same copy, one after the other, have different ones.
   *
   * @param known the highest floor that is known
   */
  public static long above(long known, Instant now) {
    long seconds = Math.clamp(now.getEpochSecond(), 0, MAX_SECONDS);
    return Math.max(known + (1L << SEGMENTS_BITS), seconds << SEGMENTS_BITS);
  }
}
