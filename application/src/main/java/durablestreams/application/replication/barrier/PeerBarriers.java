package durablestreams.application.replication.barrier;

import durablestreams.application.port.replication.PeerUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads of a node that does not lead, which wait for the position of a record that the leader wrote
 * after they came. One question is under way at a time; those that come meanwhile wait for the
 * next.
 */
public final class PeerBarriers {

  /** Asks the leader. */
  public interface Question {
    long ask() throws InterruptedException;
  }

  private final Question question;
  private final Executor executor;
  private final Barriers barriers = new Barriers();
  private final AtomicBoolean asking = new AtomicBoolean();

  public PeerBarriers(Question question, Executor executor) {
    this.question = question;
    this.executor = executor;
  }

  public CompletableFuture<Long> join() {
    CompletableFuture<Long> position = barriers.join().position();
    ask();
    return position;
  }

  private void ask() {
    if (asking.compareAndSet(false, true)) {
      executor.execute(this::run);
    }
  }

  private void run() {
    try {
      Barriers.Group group = barriers.begin();
      while (group != null) {
        answer(group);
        group = barriers.begin();
      }
    } finally {
      asking.set(false);
    }
    if (barriers.wanted()) {
      ask();
    }
  }

  private void answer(Barriers.Group group) {
    try {
      group.position().complete(question.ask());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      group
          .position()
          .completeExceptionally(new PeerUnavailableException("this node is stopping", e));
    } catch (RuntimeException | Error e) {
      group.position().completeExceptionally(e);
    }
  }
}
