package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.cluster.ClusterMetrics.Outcome;
import durablestreams.adapters.http.cluster.peer.PeerAddress;
import durablestreams.adapters.http.cluster.peer.PeerAnswer;
import durablestreams.adapters.http.cluster.peer.PeerConnection;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Deadline;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.application.UnavailableException;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.observe.trace.TraceSpan;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.replication.ClusterMember.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Forwarder of requests to the leader, each over one hop. One that provably had no effect is sent
 * again, to the leader of that moment, as long as its body is still there; so is one that may have
 * had an effect if it can be repeated: a read, or an append with the fields of a producer.
 */
final class Forwarder {

  private static final int BUFFERS = ForwardedBody.PIECE + PeerConnection.BUFFER;
  private static final Duration SLOT_WAIT = Duration.ofSeconds(1);

  private final LeaderWait leaders;
  private final HttpPeers peers;
  private final MemoryBudget memory;
  private final Duration readTimeout;
  private final Tracing tracing;
  private final Semaphore slots;
  private final ClusterMetrics metrics;

  /**
   * @param readTimeout how long the leader may say nothing in answer to a read, live ones included
   */
  Forwarder(
      LeaderWait leaders,
      HttpPeers peers,
      MemoryBudget memory,
      Duration readTimeout,
      Tracing tracing) {
    this.leaders = leaders;
    this.peers = peers;
    this.memory = memory;
    this.readTimeout = readTimeout;
    this.tracing = tracing;
    this.slots = new Semaphore(peers.settings().maxForwarded());
    this.metrics = peers.metrics();
  }

  /** Whether more than half of the requests are forwarded that may be at a time. */
  boolean isScarce() {
    return slots.availablePermits() < peers.settings().maxForwarded() / 2;
  }

  /**
   * Forwards a request.
   *
   * @param deadline until which it waits for a leader
   * @return whether it was answered; false when this node leads now
   * @throws HttpProblem when there is no leader in time
   * @throws UnknownOutcomeException when a change was sent and no answer came
   */
  boolean forward(Exchange exchange, Deadline deadline) throws InterruptedException {
    Outcome outcome = Outcome.BROKEN;
    try {
      Route route = leaders.await(exchange, deadline);
      boolean answered = !(route instanceof Route.Here) && forward(exchange, route, deadline);
      outcome = answered ? Outcome.ANSWERED : Outcome.SERVED_HERE;
      return answered;
    } catch (UnknownOutcomeException e) {
      outcome = Outcome.UNKNOWN;
      throw e;
    } catch (InsufficientMemoryException e) {
      outcome = Outcome.REFUSED;
      throw e;
    } catch (HttpProblem e) {
      outcome = e.code() == ErrorCode.NO_LEADER ? Outcome.NO_LEADER : Outcome.REFUSED;
      throw e;
    } finally {
      metrics.forwarded(outcome);
    }
  }

  /** A slow client holds no slot before its body, or the start of a large one, has come. */
  private boolean forward(Exchange exchange, Route first, Deadline deadline)
      throws InterruptedException {
    try (ForwardedBody body = ForwardedBody.of(exchange, memory)) {
      Deadline left = body.isEmpty() ? deadline : leaders.begin();
      return forward(new ForwardedRequest(exchange, body), first, left);
    }
  }

  private boolean forward(ForwardedRequest request, Route first, Deadline deadline)
      throws InterruptedException {
    if (!slots.tryAcquire(SLOT_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new HttpProblem(
              ErrorCode.OVERLOADED,
              "this node forwards as many requests to the leader as it may: try again in a moment")
          .with(Fields.RETRY_AFTER, "1");
    }
    try (Lease lease = ForwardedBody.lease(memory, Share.RESPONSES, BUFFERS)) {
      return repeat(request, first, deadline);
    } finally {
      slots.release();
    }
  }

  private boolean repeat(ForwardedRequest request, Route first, Deadline deadline)
      throws InterruptedException {
    Route route = first;
    while (true) {
      if (route instanceof Route.Here && request.body().canBeServedHere()) {
        return false;
      }
      if (route instanceof Route.Leader leader) {
        switch (attempt(request, leader)) {
          case DONE -> {
            return true;
          }
          case UNKNOWN -> request.mayHaveHadEffect();
          case NOT_DONE -> {
            // It is sent again as it is.
          }
        }
      }
      boolean goesOn = request.canBeSentAgain() && !deadline.isOver();
      if (!goesOn || route instanceof Route.None) {
        throw request.failure();
      }
      leaders.pause(request.exchange());
      route = leaders.await(request.exchange(), deadline);
    }
  }

  /** Each attempt has a span of its own, from the connection to the end of the answer. */
  private ForwardedRequest.Result attempt(ForwardedRequest request, Route.Leader leader) {
    PeerAddress address = address(leader);
    try (TraceSpan span = tracing.call("forward")) {
      if (span.isRecorded()) {
        span.attribute("durable_streams.cluster.node", leader.node());
        span.attribute("server.address", address.host());
        span.attribute("server.port", address.port());
      }
      return attempt(request, leader, address, span);
    }
  }

  private ForwardedRequest.Result attempt(
      ForwardedRequest request, Route.Leader leader, PeerAddress address, TraceSpan span) {
    PeerConnection connection;
    try {
      connection = peers.connections().take(address, request.needsNewConnection());
    } catch (IOException e) {
      span.failed(e.getClass().getName());
      request.failed(e);
      return ForwardedRequest.Result.NOT_DONE;
    }
    request.exchange().forwardedTo(leader.node());
    boolean reusable = false;
    if (!request.isRead()) {
      leaders.began(connection, leader);
    }
    try {
      connection.timeout(request.isRead() ? readTimeout : peers.settings().answerTimeout());
      PeerAnswer answer = request.send(connection, peers.secret(), span);
      span.attribute("http.response.status_code", answer.status());
      String refused = answer.value(ClusterFields.REFUSED.toString());
      if (refused.equals(ClusterFields.UNKNOWN_NODE)) {
        throw new UnavailableException(
            "the node at " + address + " does not accept the cluster secret of this node");
      }
      if (!refused.isEmpty()) {
        return ForwardedRequest.Result.NOT_DONE;
      }
      new AnswerRelay(request.exchange()).relay(answer);
      reusable = request.isSent() && answer.keepsConnection();
      return ForwardedRequest.Result.DONE;
    } catch (IOException e) {
      span.failed(e.getClass().getName());
      request.failed(e);
      return request.result();
    } finally {
      leaders.ended(connection);
      if (reusable) {
        peers.connections().give(connection);
      } else {
        peers.connections().drop(connection);
      }
    }
  }

  private static PeerAddress address(Route.Leader leader) {
    try {
      return PeerAddress.parse(leader.address());
    } catch (IllegalArgumentException e) {
      throw new UnavailableException(
          "the leader " + leader.node() + " cannot be reached: " + e.getMessage(), e);
    }
  }
}
