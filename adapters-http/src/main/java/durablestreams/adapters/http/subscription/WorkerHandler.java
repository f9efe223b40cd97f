package durablestreams.adapters.http.subscription;

import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.FieldName;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.lease.LeaseOutcome;
import durablestreams.application.subscription.lease.WorkerLeases;
import durablestreams.application.subscription.manage.ManageSubscriptions;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.AckVerdict;
import durablestreams.domain.subscription.SubscriptionId;
import io.helidon.http.Status;

/** Handler of requests of workers: claims, callbacks, acknowledgements and releases. */
final class WorkerHandler {

  private static final FieldName AUTHORIZATION = FieldName.of("Authorization");
  private static final String BEARER = "bearer ";

  /** About what a stream of a claim takes on the heap and in the answer. */
  private static final long STREAM_BYTES = 800;

  private final WorkerLeases leases;
  private final ManageSubscriptions manage;
  private final MemoryBudget memory;

  WorkerHandler(SubscriptionService service, MemoryBudget memory) {
    this.leases = service.leases();
    this.manage = service.manage();
    this.memory = memory;
  }

  void claim(Exchange exchange, SubscriptionId id) {
    String worker = WorkerBody.worker(ControlBody.of(exchange));
    int streams = Math.min(manage.countLinks(id), SubscriptionLimits.SNAPSHOT_STREAMS);
    Lease lease = memory.tryTake(Share.RESPONSES, STREAM_BYTES * (streams + 1));
    if (lease == null) {
      throw new InsufficientMemoryException();
    }
    try (lease) {
      answer(exchange, leases.claim(id, worker));
    }
  }

  void acknowledge(Exchange exchange, SubscriptionId id) {
    String token = token(exchange);
    answer(exchange, leases.acknowledge(WorkerBody.request(id, token, ControlBody.of(exchange))));
  }

  void release(Exchange exchange, SubscriptionId id) {
    String token = token(exchange);
    LeaseOutcome outcome = leases.release(WorkerBody.request(id, token, ControlBody.of(exchange)));
    if (outcome instanceof LeaseOutcome.Done) {
      SubscriptionRoutes.sendNothing(exchange);
    } else {
      answer(exchange, outcome);
    }
  }

  /** The token of the wake; the policy does not know it. */
  private static String token(Exchange exchange) {
    String value = exchange.fields().single(AUTHORIZATION);
    return value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? value.substring(BEARER.length()).strip()
        : "";
  }

  private static void answer(Exchange exchange, LeaseOutcome outcome) {
    switch (outcome) {
      case LeaseOutcome.Claimed claimed -> ok(exchange, SubscriptionJson.claimed(claimed));
      case LeaseOutcome.Done(boolean nextWake) -> ok(exchange, SubscriptionJson.done(nextWake));
      case LeaseOutcome.Extended(String token) -> ok(exchange, SubscriptionJson.extended(token));
      case LeaseOutcome.AlreadyClaimed(String holder, long generation) ->
          throw alreadyClaimed(holder, generation);
      case LeaseOutcome.NothingPending() ->
          throw new ControlProblem(
              ControlCode.NO_PENDING_WORK, "no linked stream has more than was acknowledged");
      case LeaseOutcome.NotPullWake() ->
          throw ControlProblem.invalid("only subscriptions of type pull-wake are claimed");
      case LeaseOutcome.NotFound() -> throw ControlProblem.notFound();
      case LeaseOutcome.Fenced() ->
          throw new ControlProblem(
              ControlCode.FENCED, "wake_id and generation are not those of the current wake");
      case LeaseOutcome.TokenInvalid() ->
          throw new ControlProblem(
              ControlCode.TOKEN_INVALID,
              "the header Authorization must be Bearer and the token of the wake");
      case LeaseOutcome.TokenExpired() ->
          throw new ControlProblem(ControlCode.TOKEN_EXPIRED, "the token has expired");
      case LeaseOutcome.AckRefused(StreamPath stream, AckVerdict verdict) ->
          throw new ControlProblem(ControlCode.INVALID_OFFSET, reason(stream, verdict));
    }
  }

  private static void ok(Exchange exchange, String json) {
    SubscriptionRoutes.send(exchange, Status.OK_200, json);
  }

  private static ControlProblem alreadyClaimed(String holder, long generation) {
    return new ControlProblem(
        ControlCode.ALREADY_CLAIMED,
        "another worker has the lease",
        json -> json.member("current_holder", holder).member("generation", generation));
  }

  private static String reason(StreamPath stream, AckVerdict verdict) {
    return switch (verdict) {
      case AckVerdict.Valid() -> "";
      case AckVerdict.NotLinked() -> "the stream " + stream + " is not linked";
      case AckVerdict.BelowCursor(Offset cursor) ->
          "the offset for " + stream + " is before its cursor " + cursor;
      case AckVerdict.BeyondTail(Offset tail) ->
          "the offset for " + stream + " is beyond its tail " + tail;
    };
  }
}
