package durablestreams.application.observe.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Log of what happens as often as clients cause it: when a disk is full, every request fails. It
 * writes a number of lines each second, and says how many it left out.
 */
public final class RateLimitedLog {

  private static final long SECOND = 1_000_000_000;

  private final Logger log;
  private final Level level;
  private final LongSupplier nanos;
  private final int linesPerSecond;
  private long secondEnd;
  private int lines;
  private int untold;

  /**
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  public RateLimitedLog(Logger log, Level level, LongSupplier nanos, int linesPerSecond) {
    this.log = log;
    this.level = level;
    this.nanos = nanos;
    this.linesPerSecond = linesPerSecond;
    this.secondEnd = nanos.getAsLong();
  }

  /** Logs the line unless there were too many; whether it did. */
  public boolean tell(String sentence) {
    return write(sentence, null);
  }

  /** Logs the line with the stack of {@code cause} unless there were too many; whether it did. */
  public boolean tell(String sentence, Throwable cause) {
    return write(sentence, cause);
  }

  private boolean write(String sentence, @Nullable Throwable cause) {
    int more = leftOutBefore();
    if (more < 0) {
      return false;
    }
    String text = more == 0 ? sentence : sentence + " (and " + more + " more like this)";
    if (cause == null) {
      log.log(level, text);
    } else {
      log.log(level, text, cause);
    }
    return true;
  }

  /** How many lines were left out since the last one; -1 when this one is left out as well. */
  private synchronized int leftOutBefore() {
    long now = nanos.getAsLong();
    if (now - secondEnd >= 0) {
      secondEnd = now + SECOND;
      lines = 0;
    }
    if (lines == linesPerSecond) {
      untold++;
      return -1;
    }
    lines++;
    int before = untold;
    untold = 0;
    return before;
  }
}
