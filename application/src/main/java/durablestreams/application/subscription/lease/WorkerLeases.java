package durablestreams.application.subscription.lease;

import durablestreams.application.fault.FaultPoint;
import durablestreams.application.port.subscription.SubscriptionKeys.WorkerToken;
import durablestreams.application.subscription.sequencer.SubscriptionBatch;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.wake.WakeOperations;
import durablestreams.application.subscription.wake.WakeSnapshot;
import durablestreams.application.subscription.wake.WakeSnapshots;
import durablestreams.application.subscription.wake.WorkerTokens;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.AckVerdict;
import durablestreams.domain.subscription.ClaimOutcome;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.SubscriptionRules;
import durablestreams.domain.subscription.WakeRef;
import durablestreams.domain.subscription.WakeState;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leases of workers: claim, acknowledge, extend and release (protocol, section 7). */
public final class WorkerLeases {

  private final SubscriptionPorts ports;
  private final SubscriptionSequencer sequencer;
  private final WakeSnapshots snapshots;
  private final Consumer<SubscriptionId> settle;

  /**
   * @param settle waits until streams that have changed are known to a subscription
   */
  public WorkerLeases(
      SubscriptionPorts ports,
      SubscriptionSequencer sequencer,
      WakeSnapshots snapshots,
      Consumer<SubscriptionId> settle) {
    this.settle = settle;
    this.ports = ports;
    this.sequencer = sequencer;
    this.snapshots = snapshots;
  }

  /** Takes the lease of a pull-wake subscription. */
  public LeaseOutcome claim(SubscriptionId id, String worker) {
    LeaseOutcome outcome = tryToClaim(id, worker);
    if (outcome instanceof LeaseOutcome.NothingPending) {
      settle.accept(id);
      outcome = tryToClaim(id, worker);
    }
    ports.faults().reach(FaultPoint.AFTER_CLAIM);
    return outcome instanceof LeaseOutcome.Claimed claimed
        ? new LeaseOutcome.Claimed(
            claimed.wake(), claimed.token(), snapshots.of(id), claimed.lease())
        : outcome;
  }

  private LeaseOutcome tryToClaim(SubscriptionId id, String worker) {
    long streamsBefore = snapshots.streamsBefore();
    return sequencer.submit(id, batch -> claim(batch, worker, streamsBefore));
  }

  private LeaseOutcome claim(SubscriptionBatch batch, String worker, long streamsBefore) {
    Subscription current = batch.current();
    if (current == null) {
      return new LeaseOutcome.NotFound();
    }
    if (current.isWebhook()) {
      return new LeaseOutcome.NotPullWake();
    }
    boolean pending = !(current.state() instanceof WakeState.Waking) && batch.anyPending();
    return switch (SubscriptionRules.claim(
        current, worker, pending, batch.newWakeId(), batch.now())) {
      case ClaimOutcome.AlreadyClaimed(String holder, long generation) ->
          new LeaseOutcome.AlreadyClaimed(holder, generation);
      case ClaimOutcome.NothingPending ignored -> new LeaseOutcome.NothingPending();
      case ClaimOutcome.Granted(Subscription granted, WakeState.Leased lease) -> {
        batch.save(granted);
        yield new LeaseOutcome.Claimed(
            new WakeRef(lease.generation(), lease.wakeId()),
            WorkerTokens.of(ports.keys(), granted, streamsBefore, batch.now()),
            WakeSnapshot.EMPTY,
            granted.config().lease());
      }
    };
  }

  /** Applies acknowledgements, all or none; then extends the lease, or ends it. */
  public LeaseOutcome acknowledge(WorkerRequest request) {
    ports.faults().reach(FaultPoint.BEFORE_ACKNOWLEDGEMENT);
    LeaseOutcome outcome =
        checked(
            request,
            (batch, current, token) -> acknowledge(batch, current, request, token.streamsBefore()));
    ports.faults().reach(FaultPoint.AFTER_ACKNOWLEDGEMENT);
    return outcome;
  }

  private LeaseOutcome acknowledge(
      SubscriptionBatch batch, Subscription current, WorkerRequest request, long streamsBefore) {
    for (WorkerRequest.Ack ack : request.acks()) {
      AckVerdict verdict =
          SubscriptionRules.judge(
              batch.link(ack.stream()), end(batch, ack.stream(), streamsBefore), ack.offset());
      if (!(verdict instanceof AckVerdict.Valid)) {
        return new LeaseOutcome.AckRefused(ack.stream(), verdict);
      }
    }
    for (WorkerRequest.Ack ack : request.acks()) {
      StreamLink link = batch.link(ack.stream());
      StreamEnd end = end(batch, ack.stream(), streamsBefore);
      if (link != null && end != null) {
        WakeOperations.moveCursor(batch, link, end, ack.offset());
      }
    }
    if (request.done()) {
      return new LeaseOutcome.Done(batch.release(current));
    }
    Subscription extended =
        SubscriptionRules.extended(current, WakeOperations.WEBHOOK, batch.now());
    batch.save(extended);
    return new LeaseOutcome.Extended(
        WorkerTokens.of(ports.keys(), extended, streamsBefore, batch.now()));
  }

  /** The end of a stream that the worker can know; that of another one with its name is not. */
  private static @Nullable StreamEnd end(
      SubscriptionBatch batch, StreamPath path, long streamsBefore) {
    StreamEnd end = batch.end(path);
    return end == null || end.streamKey() > streamsBefore ? null : end;
  }

  /** Gives the lease back without acknowledging anything. */
  public LeaseOutcome release(WorkerRequest request) {
    LeaseOutcome outcome =
        checked(request, (batch, current, token) -> new LeaseOutcome.Done(batch.release(current)));
    ports.faults().reach(FaultPoint.AFTER_RELEASE);
    return outcome;
  }

  /** Operation on the current wake. */
  private interface Action {
    LeaseOutcome decide(SubscriptionBatch batch, Subscription current, WorkerToken token);
  }

  private LeaseOutcome checked(WorkerRequest request, Action action) {
    Optional<WorkerToken> token = ports.keys().verify(request.token());
    if (token.isEmpty() || !token.get().subscription().equals(request.id().value())) {
      return new LeaseOutcome.TokenInvalid();
    }
    return sequencer.submit(
        request.id(),
        batch -> {
          Subscription current = batch.current();
          if (current == null) {
            return new LeaseOutcome.NotFound();
          }
          if (isCurrent(batch, current, token.get(), request.wake())) {
            return action.decide(batch, current, token.get());
          }
          return batch.now().isBefore(token.get().expiresAt())
              ? new LeaseOutcome.Fenced()
              : new LeaseOutcome.TokenExpired();
        });
  }

  /** A token whose lease is held is good however old it is: the worker has shown that it lives. */
  private static boolean isCurrent(
      SubscriptionBatch batch, Subscription current, WorkerToken token, WakeRef wake) {
    return WorkerTokens.isOf(token, current)
        && SubscriptionRules.isCurrent(current, wake)
        && !SubscriptionRules.expired(current, batch.now());
  }
}
