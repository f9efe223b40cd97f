package durablestreams.adapters.sqlite.log;

import durablestreams.adapters.sqlite.generated.tables.records.MetaRecord;

/**
 * Bounds of the hot log, and the numbers that are given next. All of it changes only with a commit
 * that succeeded.
 */
public final class LogState {

  private long firstEntry;
  private long nextEntry;
  private long bytes;
  private long nextAnnouncement;
  private volatile long highestKey;
  private long changes;
  private final long segmentFloor;
  private final long database;
  private boolean rebuilt;
  private boolean replica;
  private long commits;
  private long commitsSeen;
  private long sweptTo;
  private long sweepEnd;
  private long leftBehind;

  public LogState(long firstEntry, long lastEntry, long bytes, MetaRecord meta) {
    this.firstEntry = firstEntry;
    this.nextEntry = lastEntry + 1;
    this.bytes = bytes;
    this.nextAnnouncement = meta.getNextAnnouncement();
    this.highestKey = meta.getHighestKey();
    this.changes = meta.getChanges();
    this.segmentFloor = meta.getSegmentFloor();
    this.database = meta.getDatabaseId();
    this.replica = meta.getLogProgress() != null;
  }

  /** The segment floor that the file held when it was opened. */
  public long segmentFloor() {
    return segmentFloor;
  }

  /** The id of the database. */
  public long database() {
    return database;
  }

  /** Commits of anything but appends. */
  public long changes() {
    return changes;
  }

  /** Rows that were ever given, and changes: every commit of the lane makes it larger. */
  public long acknowledged() {
    return nextEntry - 1 + changes;
  }

  /** Whether streams were restored from the archive, which lacks what was only hot. */
  public boolean isRebuilt() {
    return rebuilt;
  }

  public void rebuilt() {
    rebuilt = true;
  }

  /** Whether every commit so far came from a commit log, whose progress is stored. */
  public boolean isReplica() {
    return replica;
  }

  /** A commit brought the progress of the log, or it did not come from there. */
  public void replica(boolean progressed) {
    replica = progressed;
  }

  /** No row has a lower number. */
  public long firstEntry() {
    return firstEntry;
  }

  public long nextEntry() {
    return nextEntry;
  }

  /** Bytes of the rows that are in the log, about, whether they are needed or not. */
  public long bytes() {
    return bytes;
  }

  public long nextAnnouncement() {
    return nextAnnouncement;
  }

  /** May be read by any thread. */
  public long highestKey() {
    return highestKey;
  }

  /** A number for the commit that begins. */
  public long nextCommit() {
    return ++commits;
  }

  public void committed(
      long newRows, long newBytes, long announcements, long newHighestKey, boolean changed) {
    nextEntry += newRows;
    changes += changed ? 1 : 0;
    bytes += newBytes;
    nextAnnouncement += announcements;
    highestKey = newHighestKey;
  }

  /** Whether no commit came since this was asked the last time. */
  public boolean isQuiet() {
    boolean quiet = commits == commitsSeen;
    commitsSeen = commits;
    return quiet;
  }

  /** All rows up to where {@code removed} ends are gone. */
  public void truncated(HotLogTrimmer.Removed removed) {
    remove(removed.bytes());
    firstEntry = removed.end();
  }

  private void remove(long removedBytes) {
    bytes -= removedBytes;
    if (isSweeping()) {
      leftBehind = Math.max(0, leftBehind - removedBytes);
    }
  }

  /** Whether a search for unneeded rows goes through the log. */
  public boolean isSweeping() {
    return sweptTo < sweepEnd;
  }

  /**
   * A search goes through all rows that are there now, but for the last one: where nothing else
   * does, its number tells at start which ones were given.
   *
   * @param unneeded bytes that seem unneeded now; what becomes so meanwhile is for the next search
   */
  public void beginSweep(long unneeded) {
    leftBehind = unneeded;
    sweptTo = firstEntry;
    sweepEnd = nextEntry - 1;
  }

  public long sweptTo() {
    return sweptTo;
  }

  public long sweepEnd() {
    return sweepEnd;
  }

  /** The search has come to where {@code removed} ends. */
  public void swept(HotLogTrimmer.Removed removed) {
    remove(removed.bytes());
    sweptTo = removed.end();
  }

  /** Bytes that seem unneeded and that a search did not find to be so; no more than that now do. */
  public long leftBehind(long unneeded) {
    leftBehind = Math.min(leftBehind, unneeded);
    return leftBehind;
  }
}
