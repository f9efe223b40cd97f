package durablestreams.application.housekeeping;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.port.HotLogHousekeeping;
import java.time.Duration;

/**
 * Throttled reclaiming of hot-log space, one bounded piece at a time.
 *
 * <p>A commit may have to wait for a piece, and callers submit again between two commits, so pieces
 * without a pause would block callers for seconds. The pause after a piece is four times as long as
 * commits were blocked by it: at most a fifth of the time of a busy server is spent on reclaiming,
 * however slow the disk is.
 */
public final class HotLogReclaimer implements AutoCloseable {

  /** Maximum rows that one piece removes, about. */
  private static final int ROWS = 100;

  /** Pause as a multiple of the time for which commits were blocked. */
  private static final int PAUSE_FACTOR = 4;

  /** Shortest pause; long enough to notice new commits. */
  static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final HotLogHousekeeping housekeeping;
  private final BackgroundLoop loop = new BackgroundLoop("hot-log-reclaimer", INTERVAL, this::run);

  public HotLogReclaimer(HotLogHousekeeping housekeeping) {
    this.housekeeping = housekeeping;
  }

  public void start() {
    loop.start();
  }

  /** Rows may have become unneeded. */
  public void signal() {
    loop.signal();
  }

  /** Reclaims all that is unneeded, and waits for that. */
  public void complete() throws InterruptedException {
    loop.complete();
  }

  private boolean run() throws InterruptedException {
    HotLogHousekeeping.Piece piece = housekeeping.reclaim(ROWS);
    Thread.sleep(pauseAfter(piece.blocking()));
    return piece.more();
  }

  /** Pause after a piece that blocked commits for that long. */
  static Duration pauseAfter(Duration blocking) {
    Duration pause = Duration.ofNanos(blocking.toNanos() * PAUSE_FACTOR);
    return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
  }

  @Override
  public void close() {
    loop.close();
  }
}
