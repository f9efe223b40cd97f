package durablestreams.application.replication.node;

import java.time.Instant;
import java.time.InstantSource;

/** Clock of a node, which never goes back behind a record that the node has read or written. */
public final class LogClock implements InstantSource {

  private final InstantSource clock;
  private volatile Instant last = Instant.EPOCH;

  public LogClock(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    Instant now = clock.instant();
    Instant passed = last;
    return now.isBefore(passed) ? passed : now;
  }

  /**
   * The time for a record that is written now. It may be in the log even if that is not known, so
   * the clock does not go back behind it.
   */
  Instant ofRecord() {
    Instant at = instant();
    passed(at);
    return at;
  }

  /** A record of that time is in the log. */
  synchronized void passed(Instant at) {
    if (at.isAfter(last)) {
      last = at;
    }
  }
}
