package durablestreams.application.sequencer;

/**
 * When the lane next gives back space of the hot log, a piece at a time.
 *
 * <p>Callers come back between two groups, so an empty queue does not tell that nobody waits:
 * pieces without a rest between them would keep the lane from its callers for seconds. So the lane
 * rests four times as long as a piece took: at most a fifth of its time goes into this, whatever a
 * piece costs on the disk at hand. Times are those of {@link System#nanoTime}.
 */
final class ReclaimPace {

  /** Rests are so many times as long as the work before them. */
  private static final int REST = 4;

  /** The shortest rest, in nanoseconds: time in which one can see whether anybody commits. */
  static final long LEAST_REST = 10_000_000;

  /** What {@link #rest} says when there is nothing to do. */
  static final long FOREVER = Long.MAX_VALUE;

  private volatile boolean due;
  private long next;

  ReclaimPace(long now) {
    next = now;
  }

  /** There may be something to give back; called by any thread. */
  void ask() {
    due = true;
  }

  /** Nanoseconds until the next piece, which may be 0 or less. */
  long rest(long now) {
    return due ? next - now : FOREVER;
  }

  /** A piece begins; who asks from now on asks for another one. */
  void begin() {
    due = false;
  }

  /**
   * A piece took from {@code start} to {@code end}.
   *
   * @param more whether it left something to do
   */
  void end(long start, long end, boolean more) {
    next = end + Math.max(LEAST_REST, REST * (end - start));
    if (more) {
      due = true;
    }
  }
}
