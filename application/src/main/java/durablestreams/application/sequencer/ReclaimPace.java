package durablestreams.application.sequencer;

/**
 * Throttle for reclaiming hot-log space on the lane, one bounded piece at a time.
 *
 * <p>An empty queue does not mean that the lane is idle, because callers submit again between two
 * groups. Pieces without a pause would block callers for seconds. The pause after a piece is four
 * times the duration of the piece, so at most a fifth of the lane's time is spent on reclaiming,
 * however slow the disk is. Times are those of {@link System#nanoTime}.
 */
final class ReclaimPace {

  /** Pause as a multiple of the duration of the piece before it. */
  private static final int REST = 4;

  /** Shortest pause, in nanoseconds; long enough to notice new commits. */
  static final long LEAST_REST = 10_000_000;

  /** Value of {@link #rest} when there is nothing to reclaim. */
  static final long FOREVER = Long.MAX_VALUE;

  private volatile boolean due;
  private long next;

  ReclaimPace(long now) {
    next = now;
  }

  /** Requests a piece; called by any thread. */
  void ask() {
    due = true;
  }

  /** Nanoseconds until the next piece, which may be 0 or less. */
  long rest(long now) {
    return due ? next - now : FOREVER;
  }

  /** Marks the start of a piece; later requests ask for another one. */
  void begin() {
    due = false;
  }

  /**
   * Marks the end of a piece that ran from {@code start} to {@code end}.
   *
   * @param more whether there is more to reclaim
   */
  void end(long start, long end, boolean more) {
    next = end + Math.max(LEAST_REST, REST * (end - start));
    if (more) {
      due = true;
    }
  }
}
