package durablestreams.application.replication.digest;

import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.ReplicaStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Digests that other nodes, or an operator, have asked this node for. A question begins one, and a
 * repeated question waits for it. The latest few are kept.
 */
public final class StateDigests {

  /** How long a repeated question waits for its answer. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  private static final int KEPT = 16;

  private record Question(long position, String piece) {}

  private final StateReader reader;
  private final PositionTasks tasks;
  private final LongSupplier applied;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Question, CompletableFuture<DigestAnswer>> kept = new LinkedHashMap<>();

  /**
   * @param tasks run by the thread that applies the log
   * @param applied how far the log is applied
   * @param executor reads what need not be read by that thread
   */
  public StateDigests(
      ReplicaStore replica, PositionTasks tasks, LongSupplier applied, Executor executor) {
    this.reader = new StateReader(replica);
    this.tasks = tasks;
    this.applied = applied;
    this.executor = executor;
  }

  /**
   * The digest of a piece behind the first record at {@code position} or later; pending if this is
   * the first question for it, or there is none within a second. Position 0, which all records
   * passed, asks for no digest.
   *
   * @param passed the answer when the position was passed before
   */
  public DigestAnswer ask(long position, String piece, DigestAnswer.Passed passed)
      throws InterruptedException {
    if (position == 0) {
      return passed;
    }
    Question question = new Question(position, piece);
    CompletableFuture<DigestAnswer> known = known(question);
    try {
      return known == null
          ? begin(question, passed).getNow(new DigestAnswer.Pending())
          : known.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new DigestAnswer.Pending();
    } catch (ExecutionException e) {
      return failed(e);
    }
  }

  private @Nullable CompletableFuture<DigestAnswer> known(Question question) {
    lock.lock();
    try {
      return kept.get(question);
    } finally {
      lock.unlock();
    }
  }

  private void keep(Question question, CompletableFuture<DigestAnswer> result) {
    lock.lock();
    try {
      kept.put(question, result);
      if (kept.size() > KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<DigestAnswer> begin(Question question, DigestAnswer.Passed passed) {
    CompletableFuture<DigestAnswer> result = new CompletableFuture<>();
    StatePiece piece;
    try {
      piece = StatePiece.parse(question.piece());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(failed(e));
    }
    if (!tasks.add(question.position(), applied, position -> capture(position, piece, result))) {
      return CompletableFuture.completedFuture(passed);
    }
    keep(question, result);
    return result;
  }

  /** A state that cannot be read must not keep the log from being applied. */
  private void capture(long position, StatePiece piece, CompletableFuture<DigestAnswer> result) {
    try {
      StateReader.Captured captured = reader.capture(piece);
      executor.execute(() -> finish(position, captured, result));
    } catch (RuntimeException | Error e) {
      result.complete(failed(e));
    }
  }

  private void finish(
      long position, StateReader.Captured captured, CompletableFuture<DigestAnswer> result) {
    try {
      result.complete(reader.finish(position, captured));
    } catch (RuntimeException | Error e) {
      result.complete(failed(e));
    }
  }

  private static DigestAnswer failed(Throwable e) {
    return new DigestAnswer.Failed(String.valueOf(e.getMessage()));
  }
}
