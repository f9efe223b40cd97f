package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.connection.Failures;
import durablestreams.adapters.sqlite.connection.Pause;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Fate of commits that failed while they were made durable.
 *
 * <p>SQLite rolls such a commit back, but its frames may stand whole in the write-ahead log, where
 * the next start would find them. The next commit overwrites them, as it begins at the same place;
 * so a commit that means nothing is made at once. If that succeeds the failed one is refused for
 * good. If not, its fate is unknown, and nothing else is written until an overwriting commit has
 * succeeded, with a pause between attempts that doubles. Only the holder of the write lock uses it.
 */
final class CommitFate {

  private static final System.Logger LOG = System.getLogger(CommitFate.class.getName());

  /** Milliseconds before each attempt to overwrite, while the caller of the commit waits. */
  private static final int[] ATTEMPTS = {0, 50, 200};

  private final Pause pause = new Pause(TimeUnit.SECONDS.toNanos(5));
  private boolean unknown;

  /** Whether the pause is because of a full disk. */
  private boolean full;

  /**
   * Ensures that nothing in the write-ahead log is in doubt, and that the segment floor is durable;
   * called before every write.
   *
   * @throws StoreFailedException when it still is; nothing was written
   */
  void settle(Session session, LossDetection losses) {
    if (pause.isRunning()) {
      throw full
          ? StoreFailedException.outOfSpace(
              "the disk was full a moment ago: nothing is written just now")
          : new StoreFailedException("the disk failed a moment ago: nothing is written just now");
    }
    try {
      session.moveLeftover();
      losses.settle(session);
      if (unknown) {
        session.overwriteFailedCommit();
        LOG.log(System.Logger.Level.INFO, "The disk takes commits again");
      }
    } catch (SQLException e) {
      pause.failed();
      LOG.log(System.Logger.Level.ERROR, "Nothing can be written: {0}", Failures.reason(e));
      StoreFailedException failure = Failures.of("nothing can be written", e);
      full = failure.isOutOfSpace();
      throw failure;
    }
    unknown = false;
    pause.succeeded();
  }

  /** Finds out what became of a commit that failed; what to tell its callers. */
  RuntimeException of(Session session, Throwable failure) throws SQLException {
    session.recover();
    if (Failures.isBeforeLastFrame(failure) || overwrite(session, failure)) {
      return Failures.of("the commit failed", failure);
    }
    unknown = true;
    full = false;
    pause.failed();
    return new OutcomeUnknownException(
        "the outcome of a commit is unknown: " + Failures.reason(failure), failure);
  }

  private static boolean overwrite(Session session, Throwable failure) {
    for (int milliseconds : ATTEMPTS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(milliseconds));
      try {
        session.overwriteFailedCommit();
        return true;
      } catch (SQLException e) {
        failure.addSuppressed(e);
      }
    }
    return false;
  }
}
