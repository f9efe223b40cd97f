package durablestreams.application.subscription.sequencer;

import durablestreams.application.subscription.sequencer.SubscriptionSequencer.Operation;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Operation in the queue of the {@link SubscriptionSequencer}, and its reply.
 *
 * @param <R> result of the operation
 */
final class QueuedOperation<R> {

  private final SubscriptionId id;
  private final Operation<R> operation;
  private final boolean answered;
  private final CompletableFuture<R> reply = new CompletableFuture<>();
  private @Nullable R decided;

  /**
   * @param answered whether its result is an answer to a request
   */
  QueuedOperation(SubscriptionId id, Operation<R> operation, boolean answered) {
    this.id = id;
    this.operation = operation;
    this.answered = answered;
  }

  SubscriptionId id() {
    return id;
  }

  boolean isAnswered() {
    return answered;
  }

  CompletableFuture<R> reply() {
    return reply;
  }

  void decide(SubscriptionBatch batch) {
    decided = operation.decide(batch);
  }

  @SuppressWarnings("NullAway") // it was decided, and decisions are not null
  void complete() {
    reply.complete(decided);
  }
}
