package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.change.StripedSeqLock;
import durablestreams.adapters.sqlite.connection.Failures;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.sql.SQLException;
import java.util.List;

/**
 * Commits, one at a time, and what their callers are told when one fails.
 *
 * <p>A commit that fails is rolled back, and reads go on meanwhile; {@link CommitFate} says what
 * its callers are told. Only when memory may differ from the file is the session given up, so that
 * all connections are opened again and the index is read anew.
 */
public final class Commits {

  private final Sessions sessions;
  private final StripedSeqLock seqLock;

  public Commits(Sessions sessions, StripedSeqLock seqLock) {
    this.sessions = sessions;
    this.seqLock = seqLock;
  }

  /**
   * Runs {@code work} while no other thread commits. If it fails, its transaction is rolled back.
   *
   * @throws StoreFailedException when nothing was stored
   * @throws OutcomeUnknownException when that is not known
   */
  public <T> T write(Sessions.Work<T> work) {
    sessions.lock();
    try {
      Session open = sessions.admitted();
      try {
        T result = work.with(open);
        open.finish();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        throw failed(open, e);
      } finally {
        seqLock.endAll();
      }
    } finally {
      sessions.unlock();
    }
  }

  /**
   * Commits changes of streams.
   *
   * @return how long the COMMIT took, in nanoseconds
   * @throws StaleStateException when a change contradicts the stored state; nothing was stored
   * @throws DamagedDataException when the stored state of a stream is damaged; nothing was stored
   */
  public long commit(List<StreamChange> changes, Inclusion inclusion) {
    CommitTransaction done =
        write(session -> {
          var transaction = new CommitTransaction(session, seqLock, changes, inclusion);
          transaction.run();
          sessions.committed(session);
          sessions.written(transaction.pages());
          return transaction;
        });
    StreamKey stale = done.stale();
    if (stale != null) {
      throw new StaleStateException(stale);
    }
    return done.commitNanos();
  }

  /** Cleans up after a transaction that failed; what to tell its callers. */
  private RuntimeException failed(Session open, Throwable e) {
    boolean committing = open.progress() == Session.Progress.COMMITTING;
    if (open.progress() == Session.Progress.COMMITTED) {
      // It is durable, and memory does not show it.
      sessions.abandon(open, e);
      return new OutcomeUnknownException("a commit could not be applied in memory: " + e, e);
    }
    try {
      if (committing) {
        return sessions.fate(open, e);
      }
      open.recover();
    } catch (SQLException | RuntimeException cleaning) {
      e.addSuppressed(cleaning);
      sessions.abandon(open, e);
      if (committing) {
        return new OutcomeUnknownException("a commit could not be rolled back: " + e, e);
      }
    }
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof DamagedDataException damage ? damage : Failures.of("the commit failed", e);
  }
}
