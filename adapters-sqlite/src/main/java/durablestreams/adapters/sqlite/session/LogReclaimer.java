package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.log.HotLogTrimmer;
import durablestreams.adapters.sqlite.log.LogState;
import java.sql.SQLException;

/**
 * One bounded piece of tidying up the hot log, a transaction of its own.
 *
 * <p>Rows go from the front of the log, in runs: deleting the rows of one stream would write a page
 * for each of them. Only when an old row that is still needed holds up a log that is mostly
 * unneeded are the rows behind it looked through, from front to back, and the unneeded ones
 * deleted.
 *
 * <p>Free pages are used again by new rows. What is free beyond that is cut off the file while no
 * thread commits; under load it would be asked back at once. Each page that is cut off is sought in
 * the list of free pages, which takes half a millisecond when a gigabyte is free, and a caller may
 * come at any moment: so time bounds that piece as well.
 */
public final class LogReclaimer {

  /** Unneeded bytes that may stay behind a row that is needed. */
  static final long TOLERATED_BYTES = 32L << 20;

  /** How many times the needed bytes the unneeded ones behind such a row may be. */
  private static final long TOLERATED_SHARE = 3;

  /** Free pages that stay in the file for new rows. */
  static final long SPARE_PAGES = (8L << 20) / Connections.PAGE_BYTES;

  /** Rows that may be removed for each page that may be cut off, which costs more. */
  private static final int ROWS_PER_PAGE = 2;

  /** Pages that are cut off between two looks at the clock. */
  private static final int PAGES_AT_ONCE = 4;

  /** Nanoseconds after which no more pages are cut off in one piece. */
  private static final long SHRINKING = 2_000_000;

  private final Session session;
  private final LogState log;
  private final HotIndex index;
  private final int maxRows;
  private long pages;

  public LogReclaimer(Session session, int maxRows) {
    this.session = session;
    this.log = session.log();
    this.index = session.index();
    this.maxRows = Math.max(1, maxRows);
  }

  /** Whether there is more to do. */
  public boolean reclaim() throws SQLException {
    if (log.firstEntry() < index.firstNeeded(log.nextEntry())) {
      truncate();
      return true;
    }
    if (sweeps()) {
      sweep();
      return true;
    }
    if (!hasSpare()) {
      return false;
    }
    if (log.isQuiet()) {
      shrink();
    }
    // While others commit, there is nothing to do but to come back.
    return true;
  }

  private void truncate() throws SQLException {
    long needed = index.firstNeeded(log.nextEntry());
    long end = Math.min(needed, log.firstEntry() + maxRows);
    session.begin();
    var removed = session.trimmer().removeAll(log.firstEntry(), end);
    session.changes().outbox().truncated(removed.end() - 1);
    commit();
    log.truncated(removed);
  }

  private boolean sweeps() {
    if (log.isSweeping()) {
      return true;
    }
    long unneeded = unneeded();
    long leftBehind = log.leftBehind(unneeded);
    // Searches that go through the whole log cost more the longer it is, and so come less often.
    return unneeded - leftBehind > Math.max(TOLERATED_BYTES, leftBehind)
        && unneeded / TOLERATED_SHARE > neededBytes();
  }

  private long neededBytes() {
    return index.count().bytes() + index.count().rows() * HotLogTrimmer.ROW_BYTES;
  }

  /** An estimate: the heads of small appends may be more than the appends themselves. */
  private long unneeded() {
    return log.bytes() - neededBytes();
  }

  private void sweep() throws SQLException {
    if (!log.isSweeping()) {
      log.beginSweep(unneeded());
    }
    long end = Math.min(log.sweptTo() + maxRows, log.sweepEnd());
    session.begin();
    var removed = session.trimmer().remove(log.sweptTo(), end, index::needs);
    commit();
    log.swept(removed);
  }

  private void shrink() throws SQLException {
    long start = System.nanoTime();
    session.begin();
    int most = maxRows / ROWS_PER_PAGE;
    int cut = 0;
    do {
      Connections.runPragma(session.writer(), "incremental_vacuum(" + PAGES_AT_ONCE + ")");
      cut += PAGES_AT_ONCE;
    } while (cut < most && System.nanoTime() - start < SHRINKING);
    commit();
  }

  private void commit() throws SQLException {
    session.commit();
    pages = 2L + maxRows;
  }

  /** Whether more pages are free than new rows will want soon. */
  private boolean hasSpare() throws SQLException {
    long free = Connections.pragma(session.writer(), "freelist_count");
    return free > SPARE_PAGES && free > Connections.pragma(session.writer(), "page_count") / 4;
  }

  /** About how many pages of the write-ahead log this took. */
  public long pages() {
    return pages;
  }
}
