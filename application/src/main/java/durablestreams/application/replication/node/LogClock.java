package durablestreams.application.replication.node;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Clock of a node, which never goes back behind a record that the node has read or written. While
 * the node's own clock is behind that record, as after a leader with a fast one, time goes on from
 * the record at half the speed, until the own clock has caught up.
 */
public final class LogClock implements InstantSource {

  /** How much slower than time this clock is while it waits for the node's own. */
  private static final int SLOWDOWN = 2;

  /**
   * Time of the latest record.
   *
   * @param nanos when the node saw it, by the monotonic clock
   */
  private record Mark(Instant at, long nanos) {}

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private volatile Mark last;

  public LogClock(InstantSource clock) {
    this(clock, System::nanoTime);
  }

  /**
   * @param nanoTime monotonic clock, as {@link System#nanoTime}
   */
  public LogClock(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.last = new Mark(Instant.EPOCH, nanoTime.getAsLong());
  }

  @Override
  public Instant instant() {
    Instant now = clock.instant();
    Instant least = least();
    return now.isBefore(least) ? least : now;
  }

  private Instant least() {
    Mark mark = last;
    return mark.at.plusNanos((nanoTime.getAsLong() - mark.nanos) / SLOWDOWN);
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
    if (at.isAfter(least())) {
      last = new Mark(at, nanoTime.getAsLong());
    }
  }
}
