package durablestreams.adapters.sqlite;

/**
 * Where the hot log begins and ends, and the numbers that are given next. All of it changes only
 * with a commit that succeeded.
 */
final class LogState {

  private long firstEntry;
  private long nextEntry;
  private long rows;
  private long nextAnnouncement;
  private volatile long highestKey;
  private long commits;
  private long sweptTo;
  private long sweepEnd;

  LogState(long firstEntry, long nextEntry, long rows, long nextAnnouncement, long highestKey) {
    this.firstEntry = firstEntry;
    this.nextEntry = nextEntry;
    this.rows = rows;
    this.nextAnnouncement = nextAnnouncement;
    this.highestKey = highestKey;
  }

  /** No row has a lower number. */
  long firstEntry() {
    return firstEntry;
  }

  long nextEntry() {
    return nextEntry;
  }

  /** Rows that are in the log, whether anybody needs them or not. */
  long rows() {
    return rows;
  }

  long nextAnnouncement() {
    return nextAnnouncement;
  }

  /** May be read by any thread. */
  long highestKey() {
    return highestKey;
  }

  /** A number for the commit that begins. */
  long nextCommit() {
    return ++commits;
  }

  void committed(long newRows, long announcements, long newHighestKey) {
    nextEntry += newRows;
    rows += newRows;
    nextAnnouncement += announcements;
    highestKey = newHighestKey;
  }

  /** {@code removed} rows are gone, and none is left before {@code first}. */
  void removed(long removedRows, long first) {
    rows -= removedRows;
    firstEntry = first;
  }

  /** Whether a search for unneeded rows goes through the log. */
  boolean isSweeping() {
    return sweptTo < sweepEnd;
  }

  /** A search goes through all rows that are there now. */
  void beginSweep() {
    sweptTo = firstEntry;
    sweepEnd = nextEntry;
  }

  long sweptTo() {
    return sweptTo;
  }

  long sweepEnd() {
    return sweepEnd;
  }

  /** The search has come to {@code entry}, and {@code removedRows} are gone. */
  void swept(long removedRows, long entry) {
    rows -= removedRows;
    sweptTo = entry;
  }
}
