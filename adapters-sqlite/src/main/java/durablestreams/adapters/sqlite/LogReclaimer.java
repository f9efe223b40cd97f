package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;
import static durablestreams.adapters.sqlite.generated.Tables.META;

import durablestreams.domain.stream.StreamKey;
import java.sql.SQLException;

/**
 * One bounded piece of tidying up the hot log, a transaction of its own.
 *
 * <p>Rows go from the front of the log, in runs: deleting the rows of one stream would write a page
 * for each of them. Only when an old row that is still needed holds up a log that is mostly
 * unneeded are the rows behind it looked through, from front to back, and the unneeded ones
 * deleted. Pages that are free are used again by new rows; what is free beyond that is cut off the
 * file.
 */
final class LogReclaimer {

  /** Fewer unneeded rows than this may stay behind one that is needed. */
  static final long TOLERATED_ROWS = 4_096;

  /** Free pages that stay in the file for new rows. */
  static final long SPARE_PAGES = 1_024;

  /** Pages cut off at a time, for each row that may be removed. */
  private static final int ROWS_PER_PAGE = 4;

  private final Session session;
  private final LogState log;
  private final HotIndex index;
  private final int maxRows;

  LogReclaimer(Session session, int maxRows) {
    this.session = session;
    this.log = session.log();
    this.index = session.index();
    this.maxRows = Math.max(1, maxRows);
  }

  /** Whether there is more to do. */
  boolean reclaim() throws SQLException {
    if (log.firstEntry() < index.firstNeeded(log.nextEntry())) {
      return truncate();
    }
    return sweeps() ? sweep() : shrink();
  }

  private boolean truncate() throws SQLException {
    long needed = index.firstNeeded(log.nextEntry());
    long end = Math.min(needed, log.firstEntry() + maxRows);
    session.begin();
    long removed = delete(log.firstEntry(), end - 1);
    session.dsl().update(META).set(META.LAST_REMOVED_ENTRY, end - 1).execute();
    session.commit();
    log.removed(removed, end);
    return end < needed || sweeps() || hasSpare();
  }

  private boolean sweeps() {
    long unneeded = log.rows() - index.count().rows();
    return log.isSweeping() || (unneeded > TOLERATED_ROWS && unneeded > log.rows() / 2);
  }

  private boolean sweep() throws SQLException {
    if (!log.isSweeping()) {
      log.beginSweep();
    }
    long first = log.sweptTo();
    long end = Math.min(first + maxRows, log.sweepEnd());
    session.begin();
    long removed = deleteUnneeded(first, end - 1);
    session.commit();
    log.swept(removed, end);
    return true;
  }

  private long deleteUnneeded(long first, long last) {
    var rows =
        session
            .dsl()
            .select(HOT_LOG.ENTRY, HOT_LOG.STREAM_KEY)
            .from(HOT_LOG)
            .where(HOT_LOG.ENTRY.between(first, last))
            .orderBy(HOT_LOG.ENTRY)
            .fetch();
    long removed = 0;
    long runStart = -1;
    for (var row : rows) {
      boolean needed = index.needs(new StreamKey(row.value2()), row.value1());
      if (needed && runStart >= 0) {
        removed += delete(runStart, row.value1() - 1);
        runStart = -1;
      } else if (!needed && runStart < 0) {
        runStart = row.value1();
      }
    }
    return runStart < 0 ? removed : removed + delete(runStart, last);
  }

  private long delete(long first, long last) {
    return session.dsl().deleteFrom(HOT_LOG).where(HOT_LOG.ENTRY.between(first, last)).execute();
  }

  private boolean shrink() throws SQLException {
    if (!hasSpare()) {
      return false;
    }
    session.begin();
    Connections.runPragma(
        session.writer(), "incremental_vacuum(" + Math.max(16, maxRows / ROWS_PER_PAGE) + ")");
    session.commit();
    return true;
  }

  /** Whether more pages are free than new rows will want soon. */
  private boolean hasSpare() throws SQLException {
    long free = Connections.pragma(session.writer(), "freelist_count");
    return free > SPARE_PAGES && free > Connections.pragma(session.writer(), "page_count") / 4;
  }

  /** About how many pages of the write-ahead log a piece of {@code maxRows} takes. */
  static long pages(int maxRows) {
    return 2L + maxRows / ROWS_PER_PAGE;
  }
}
