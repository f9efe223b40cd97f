package durablestreams.application.port;

import java.time.Duration;

/**
 * Housekeeping of a hot log whose rows stay after the commit that makes them unneeded. Optional: a
 * store whose commits remove such rows has none.
 */
public interface HotLogHousekeeping {

  /**
   * Reclaims the space of rows that are no longer needed, a bounded piece at a time. Called by one
   * thread at a time, beside commits and reads.
   *
   * @param maxRows about how many rows to remove
   */
  Piece reclaim(int maxRows);

  /**
   * Outcome of one piece.
   *
   * @param more whether there is more to do
   * @param blocking how long commits had to wait for it
   */
  record Piece(boolean more, Duration blocking) {}
}
