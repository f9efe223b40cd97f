package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.file.FileStamp;
import durablestreams.adapters.sqlite.file.HighWaterMark;
import durablestreams.adapters.sqlite.file.LogMark;
import durablestreams.adapters.sqlite.file.MarkFile;
import durablestreams.adapters.sqlite.log.LogState;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.segment.SegmentFloor;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Detection of a database that holds less than was acknowledged: because its write-ahead log was
 * damaged, cut or removed, or because an older copy was put back.
 *
 * <p>The {@link LogMark} says how much was acknowledged up to a second before the end, and whether
 * the server stopped cleanly and left this very file. If not, commits may be lost that no mark
 * tells of, so the segment floor is raised: no offset that they had is given again.
 *
 * <p>A replica of a commit log that is opened as one lost nothing: the log has it.
 */
public final class LossDetection {

  private static final System.Logger LOG = System.getLogger(LossDetection.class.getName());

  private final DatabaseFiles files;
  private final boolean replica;
  private final InstantSource clock;
  private final MarkFile file;
  private final HighWaterMark mark;

  /** The mark and the stamp of the database file as the last server left them. */
  private final boolean marked;

  private final Optional<LogMark> found;
  private final String stamp;

  private volatile long floor;
  private boolean raised;
  private volatile String loss = "";

  /** Looks at what is there, before anything opens the database. */
  LossDetection(DatabaseFiles files, boolean replica, InstantSource clock) {
    this.files = files;
    this.replica = replica;
    this.clock = clock;
    this.file = new MarkFile(files.mark());
    this.mark = new HighWaterMark(file);
    this.marked = file.exists();
    this.found = file.read();
    this.stamp = FileStamp.of(files.file());
  }

  /** Compares the database as it was opened first with the mark, and begins to write marks. */
  void begin(LogState log, Executor executor) {
    boolean intact = isRepairedFromLog(log) || compare(log);
    long known = Math.max(log.segmentFloor(), found.map(LogMark::floor).orElse(0L));
    floor = intact ? log.segmentFloor() : raisedAbove(known);
    raised = !intact;
    long turn = found.map(LogMark::turn).orElse(0L);
    mark.begin(new LogMark(turn, log.database(), log.acknowledged(), floor, ""), executor);
  }

  /**
   * Whether what is lost, if anything is, comes back from the commit log: the database is a
   * replica, or nothing was ever committed to it.
   */
  private boolean isRepairedFromLog(LogState log) {
    boolean unused = log.acknowledged() == 0 && log.highestKey() == 0;
    return replica && (log.isReplica() || unused && found.map(LogMark::reached).orElse(0L) == 0);
  }

  /** Whether the database is for certain what the last server left. */
  private boolean compare(LogState log) {
    boolean unused = log.acknowledged() == 0 && log.highestKey() == 0;
    if (found.isEmpty()) {
      if (!unused || marked) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} is {1}, so it is not known whether {2} holds everything that was acknowledged",
            file.path().toAbsolutePath(),
            marked ? "damaged" : "missing",
            files.file().getFileName());
      }
      return unused && !marked;
    }
    LogMark last = found.get();
    if (last.database() != log.database()) {
      String another =
          "%s is another database than the one that %s was written for, which had acknowledged %d rows and changes"
              .formatted(files.file().toAbsolutePath(), file.path().getFileName(), last.reached());
      if (unused && last.reached() > 0) {
        lost(another + ": put that one back, or restore a backup");
      } else {
        LOG.log(System.Logger.Level.WARNING, another);
      }
      return false;
    }
    if (log.acknowledged() < last.reached()) {
      lost(
          "%s has lost at least %d of %d rows and changes that were acknowledged: its write-ahead log was damaged, cut or removed, or an older copy was put back. What is left is served, and no offset is given twice. Stop the server and put back the newest copy, or go on without what is lost"
              .formatted(
                  files.file().toAbsolutePath(),
                  last.reached() - log.acknowledged(),
                  last.reached()));
      return false;
    }
    return !last.left().isEmpty()
        && last.left().equals(stamp)
        && last.reached() == log.acknowledged();
  }

  private void lost(String text) {
    loss = text;
    LOG.log(System.Logger.Level.ERROR, text);
  }

  private long raisedAbove(long known) {
    return SegmentFloor.above(known, clock.instant());
  }

  /**
   * @throws StoreFailedException when a database that was opened again holds less than before
   */
  void checkAgain(LogState log) {
    if (log.acknowledged() < mark.reached()) {
      throw new StoreFailedException(
          files.file().toAbsolutePath()
              + " has lost commits that were acknowledged: restart the server");
    }
  }

  /** Makes the first mark durable, and the floor if it was raised; before anything is written. */
  void settle(Session session) throws SQLException {
    try {
      mark.requireBegun();
    } catch (IOException e) {
      throw new SQLException(file.path() + " cannot be written: " + e.getMessage(), e);
    }
    if (raised) {
      session.raiseFloor(floor);
      raised = false;
    }
  }

  /** Raises the floor of an open database durably; for the committing thread. */
  public void raise(Session session) throws SQLException {
    long above = raisedAbove(Math.max(floor, session.log().segmentFloor()));
    session.raiseFloor(above);
    floor = above;
  }

  /** Takes note of what is durable; for the committing thread. */
  void committed(LogState log) {
    mark.reached(log.acknowledged());
  }

  /**
   * Writes the last mark, once the database is closed.
   *
   * @param complete whether it was closed cleanly and holds everything that was acknowledged
   */
  void end(boolean complete) {
    mark.end(complete && !raised ? FileStamp.of(files.file()) : "");
  }

  public long floor() {
    return floor;
  }

  public String loss() {
    return loss;
  }
}
