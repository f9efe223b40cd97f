package durablestreams.adapters.http.live;

import durablestreams.application.access.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** End of a live read: its own time limit, or the end of its caller's credentials. */
final class Deadline {

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline of(Duration longest, Caller caller, InstantSource clock) {
    long nanos = longest.toNanos();
    if (!caller.expiresAt().equals(Caller.NEVER)) {
      Instant now = clock.instant();
      Instant latest = now.plus(longest);
      if (caller.expiresAt().isBefore(latest)) {
        nanos = Math.max(0, Duration.between(now, caller.expiresAt()).toNanos());
      }
    }
    return new Deadline(System.nanoTime() + nanos);
  }

  /** What is left, zero when it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
