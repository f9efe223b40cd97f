package durablestreams.adapters.http.exchange;

import durablestreams.application.access.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Deadline of a request that waits.
 *
 * @param nanos when it is over, by {@link System#nanoTime}
 */
public record Deadline(long nanos) {

  public static Deadline in(Duration longest) {
    return new Deadline(System.nanoTime() + longest.toNanos());
  }

  /** The end of {@code longest}, or of the caller's credentials if they expire before. */
  public static Deadline in(Duration longest, Caller caller, InstantSource clock) {
    if (!caller.expiresAt().equals(Caller.NEVER)) {
      Instant now = clock.instant();
      if (caller.expiresAt().isBefore(now.plus(longest))) {
        Duration valid = Duration.between(now, caller.expiresAt());
        return in(valid.isNegative() ? Duration.ZERO : valid);
      }
    }
    return in(longest);
  }

  public boolean isOver() {
    return nanos - System.nanoTime() <= 0;
  }

  /** The remaining time, zero when it is over. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }
}
