package durablestreams.domain.cursor;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Rules of live cursors, which stop caches from returning the same response to one client endlessly
 * (protocol, section 10.1).
 */
public final class CursorRules {

  /** Cursors count intervals from this instant. */
  public static final Instant EPOCH = Instant.parse("2024-10-09T00:00:00Z");

  /** The length of an interval, in seconds. */
  public static final long INTERVAL_SECONDS = 20;

  private static final long MAX_JITTER_SECONDS = 3_600;

  private CursorRules() {}

  /** The number of the interval that {@code now} is in. */
  public static long interval(Instant now) {
    return Math.floorDiv(now.getEpochSecond() - EPOCH.getEpochSecond(), INTERVAL_SECONDS);
  }

  /**
   * The cursor for a client that sent {@code echoed}: the current interval, or a random later one
   * when the client already has that or more.
   */
  public static long next(long echoed, Instant now, RandomGenerator random) {
    long current = interval(now);
    if (echoed < current) {
      return current;
    }
    long jitterSeconds = random.nextLong(1, MAX_JITTER_SECONDS + 1);
    return echoed + Math.max(1, jitterSeconds / INTERVAL_SECONDS);
  }

  /**
   * Parses the cursor that a client sent; a value that this server cannot have sent counts as
   * absent.
   */
  public static long parse(String cursor) {
    if (cursor.isEmpty()
        || cursor.length() > 15
        || !cursor.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.MIN_VALUE;
    }
    return Long.parseLong(cursor);
  }
}
