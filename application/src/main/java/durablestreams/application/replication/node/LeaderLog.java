package durablestreams.application.replication.node;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.barrier.Barriers;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.leader.LogWriter;
import durablestreams.application.replication.leader.LogWriter.Written;
import durablestreams.domain.replication.LogRecord;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The commit log of the node while it leads: a commit goes on the log, and then into the store,
 * under one lock. The first commit to find that the node leads no more ends the term.
 */
final class LeaderLog {

  /** Writes one record of the term. */
  private interface Writing {
    Written by(LogWriter writer) throws InterruptedException;
  }

  private final Replica replica;
  private final Runnable wake;
  private final Barriers barriers = new Barriers();
  private final ReentrantLock lock = new ReentrantLock();
  private final LongAdder records = new LongAdder();

  /**
   * Completed once readers here see the last commit to streams. Other nodes may see it as soon as
   * it is on the log, so no read that waits for a later record goes on before.
   */
  private volatile CompletableFuture<@Nullable Void> seen = CompletableFuture.completedFuture(null);

  /** {@code null} while this node does not lead; changed under the lock. */
  private @Nullable LogWriter writer;

  private volatile long term;
  private volatile long lastRecord = System.nanoTime();
  private volatile String ended = "this node has not led yet";

  /**
   * @param wake is called when a read waits for a record, and when the term has ended
   */
  LeaderLog(Replica replica, Runnable wake) {
    this.replica = replica;
    this.wake = wake;
  }

  /** The term in which this node leads; 0 while it does not. */
  long term() {
    return term;
  }

  /** Why the last term ended. */
  String ended() {
    return ended;
  }

  /** How many records this node wrote. */
  long written() {
    return records.sum();
  }

  /** When the last record was written, by {@link System#nanoTime}. */
  long lastRecord() {
    return lastRecord;
  }

  /** Begins a term. */
  void lead(LogWriter elected, long newTerm) {
    lock.lock();
    try {
      writer = elected;
      lastRecord = System.nanoTime();
      term = newTerm;
    } finally {
      lock.unlock();
    }
  }

  /** What changes are refused with while this node does not lead. */
  @Nullable UnavailableException refusal() {
    return term == 0 ? notLeading() : null;
  }

  private NotLeaderException notLeading() {
    return new NotLeaderException("this node does not lead: " + ended);
  }

  /**
   * Puts a commit on the log, and into the store.
   *
   * @throws NotLeaderException when this node does not lead: it had no effect, and never will
   * @throws StoreFailedException when it had no effect, although this node leads
   * @throws StaleStateException when it contradicts the state, and therefore has no effect
   * @throws OutcomeUnknownException when it is not known, or not here, whether it counts
   */
  void commit(Commit commit) {
    byte[] changes = commit.encode();
    lock.lock();
    Barriers.Group group = barriers.begin();
    if (!commit.streams().isEmpty()) {
      seen = new CompletableFuture<>();
    }
    try {
      ReplicaProgress next = write(leading -> leading.write(changes));
      store(commit, next);
      complete(group, next);
    } catch (StaleStateException e) {
      complete(group, Objects.requireNonNull(replica.progress()));
      throw e;
    } catch (RuntimeException | Error e) {
      fail(group, e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Readers here see the last commit to streams. */
  void published() {
    seen.complete(null);
  }

  private void store(Commit commit, ReplicaProgress next) {
    try {
      replica.store(commit, next);
    } catch (StaleStateException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      end("it could not store what the commit log took: " + e.getMessage());
      throw new OutcomeUnknownException(
          "the commit log took the changes, but this node could not store them", e);
    }
  }

  /** Writes a record that changes nothing: a heartbeat, and what reads wait for. */
  void beat() {
    pass(new LogRecord.Empty());
  }

  /** Returns if this node led until now; throws what {@link #raise} does. */
  void confirm() {
    prove(new LogRecord.Empty());
  }

  /**
   * Raises the feature level of the records after this one.
   *
   * @throws NotLeaderException when this node does not lead
   * @throws LogUnavailableException when that is not known
   */
  void raise(int level) {
    prove(new LogRecord.LevelRaised(level));
  }

  private void prove(LogRecord.Body body) {
    try {
      pass(body);
    } catch (NotLeaderException e) {
      throw e;
    } catch (StoreFailedException | OutcomeUnknownException e) {
      throw new LogUnavailableException("it is not known whether this node leads", e);
    }
  }

  /** Ends the term so that any other node may be elected. */
  void handOver() {
    lock.lock();
    try {
      if (writer != null) {
        pass(new LogRecord.HandedOver(""));
        end("it handed over");
      }
    } finally {
      lock.unlock();
    }
  }

  private void pass(LogRecord.Body body) {
    lock.lock();
    Barriers.Group group = barriers.begin();
    try {
      ReplicaProgress next = write(leading -> leading.write(body));
      switch (body) {
        case LogRecord.HandedOver ignored -> {} // It is read again, with what it does to the chain.
        case LogRecord.LevelRaised ignored -> replica.keep(next);
        default -> replica.pass(next);
      }
      complete(group, next);
    } catch (RuntimeException | Error e) {
      fail(group, e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Writes a record; returns the progress that its application brings. */
  private ReplicaProgress write(Writing writing) {
    LogWriter leading = writer;
    ReplicaProgress before = replica.progress();
    if (leading == null || before == null) {
      throw notLeading();
    }
    Written written;
    try {
      written = writing.by(leading);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("it was interrupted");
      throw new OutcomeUnknownException("the write to the commit log was interrupted", e);
    } catch (RuntimeException | Error e) {
      end(String.valueOf(e.getMessage()));
      throw new OutcomeUnknownException("the commit log failed", e);
    }
    return switch (written) {
      case Written.Counts counts -> {
        lastRecord = System.nanoTime();
        records.increment();
        if (!leading.leads()) {
          end(leading.chain().successor() == null ? "another node was elected" : "it handed over");
        }
        yield before.next(counts.id(), counts.place(), counts.at(), leading.chain().level());
      }
      case Written.DoesNot(String reason) when leading.leads() ->
          throw new StoreFailedException("the commit log did not take the changes: " + reason);
      case Written.DoesNot(String reason) -> throw deposed(reason);
      case Written.Deposed(String reason) -> throw deposed(reason);
      case Written.Unconfirmed(String reason) -> {
        end(reason);
        throw new OutcomeUnknownException(reason, notLeading());
      }
    };
  }

  private NotLeaderException deposed(String reason) {
    end(reason);
    return notLeading();
  }

  /** Under the lock: ends the term. */
  private void end(String reason) {
    if (writer != null) {
      writer = null;
      ended = reason;
      term = 0;
      wake.run();
    }
  }

  /** Joins the reads that wait for the next record. */
  Barriers.Group join() {
    Barriers.Group group = barriers.join();
    if (term == 0) {
      group.position().completeExceptionally(notLeading());
    } else {
      wake.run();
    }
    return group;
  }

  /** Whether reads wait for a record. */
  boolean awaited() {
    return barriers.wanted();
  }

  /** Ends the term, unless it has ended, and fails the reads that wait. */
  void resign(String reason) {
    lock.lock();
    try {
      end(reason);
      fail(barriers.begin(), notLeading());
    } finally {
      lock.unlock();
    }
  }

  private void complete(Barriers.@Nullable Group group, ReplicaProgress progress) {
    if (group != null) {
      seen.thenRun(() -> group.position().complete(progress.position()));
    }
  }

  private static void fail(Barriers.@Nullable Group group, Throwable failure) {
    if (group != null) {
      group.position().completeExceptionally(failure);
    }
  }
}
