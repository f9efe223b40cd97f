package durablestreams.application.subscription.lease;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeRef;
import java.util.List;

/**
 * Callback, acknowledgement or release of a worker.
 *
 * @param token what the worker was given with the wake; empty if it sent none
 * @param done whether the worker has finished
 */
public record WorkerRequest(
    SubscriptionId id, String token, WakeRef wake, List<Ack> acks, boolean done) {

  /** Everything up to {@code offset} was processed. */
  public record Ack(StreamPath stream, Offset offset) {}

  public WorkerRequest {
    acks = List.copyOf(acks);
  }
}
