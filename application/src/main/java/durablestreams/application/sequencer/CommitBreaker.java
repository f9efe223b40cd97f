package durablestreams.application.sequencer;

import durablestreams.application.port.StoreFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker of commits: after two failures in a row commits are refused at once for a pause
 * that doubles with each further failure; the first commit after the pause is a probe. Times are
 * those of {@link System#nanoTime}.
 */
final class CommitBreaker {

  /** The first pause, in nanoseconds. */
  static final long FIRST_PAUSE = 50_000_000;

  /** The longest pause, in nanoseconds. */
  static final long LONGEST_PAUSE = 2_000_000_000;

  private @Nullable Throwable last;
  private int failures;
  private long pausedAt;
  private long pause;
  private volatile String problem = "";

  /** What a commit that is refused now fails with, or {@code null} when it may be tried. */
  @Nullable StoreFailedException refusal(long now) {
    if (last == null || now - pausedAt >= pause) {
      return null;
    }
    String message = "commits are paused after a failure: " + reason(last);
    return last instanceof StoreFailedException failure && failure.isOutOfSpace()
        ? StoreFailedException.outOfSpace(message, last)
        : new StoreFailedException(message, last);
  }

  /**
   * The reason for which commits fail, from the second failure in a row until one succeeds; empty
   * otherwise. Any thread may ask.
   */
  String problem() {
    return problem;
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  void failed(Throwable cause, long now) {
    last = cause;
    failures++;
    if (failures > 1) {
      pause = pause == 0 ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
      pausedAt = now;
      problem = "commits fail: " + reason(cause);
    }
  }

  void succeeded() {
    last = null;
    failures = 0;
    pause = 0;
    problem = "";
  }

  /** Whether the last commit failed. */
  boolean failing() {
    return last != null;
  }
}
