package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.exchange.Deadline;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.replication.ClusterMember;
import durablestreams.application.replication.ClusterMember.Route;
import java.time.Duration;

/**
 * Requests at a node of a cluster: calls of other nodes are answered, changes are forwarded to the
 * leader, and reads wait until this node has what was acknowledged before they came. A forwarded
 * request is not forwarded again.
 */
public final class ClusterRequests implements Placement {

  private final ClusterMember member;
  private final HttpPeers peers;
  private final PeerRoutes routes;
  private final LeaderWait leaders;
  private final Forwarder forwarder;

  /** What serves a request here. */
  @FunctionalInterface
  public interface Handler {
    void handle(Exchange exchange) throws InterruptedException;
  }

  /**
   * @param readTimeout how long a leader may say nothing in answer to a read, live ones included
   */
  public ClusterRequests(
      ClusterHttp cluster, MemoryBudget memory, Duration readTimeout, Tracing tracing) {
    this.member = cluster.member();
    this.peers = cluster.peers();
    this.routes = new PeerRoutes(member, peers.secret());
    this.leaders = new LeaderWait(member, peers.settings().maxWaiting(), peers.metrics());
    this.forwarder = new Forwarder(leaders, peers, memory, readTimeout, tracing);
  }

  /**
   * Receives a request before any limit counts it.
   *
   * @return whether it was one of another node, which is answered
   */
  public boolean answersNode(Exchange exchange) throws InterruptedException {
    if (routes.answers(exchange)) {
      return true;
    }
    if (exchange.fields().has(ClusterFields.FORWARDED)) {
      if (!ForwardedHead.isSigned(exchange, peers.secret())) {
        throw PeerRoutes.refusal(
            "this request says that a node has forwarded it, but none of this cluster has",
            ClusterFields.UNKNOWN_NODE);
      }
      exchange.cameThroughNode();
    }
    return false;
  }

  /** Serves a request here, or at the leader if it turns out that only the leader can. */
  public void serve(Exchange exchange, Handler handler) throws InterruptedException {
    Deadline deadline = leaders.begin();
    while (true) {
      try {
        handler.handle(exchange);
        return;
      } catch (NotLeaderException e) {
        if (exchange.answered()) {
          throw e;
        }
      }
      if (exchange.fromNode()) {
        throw notLeader();
      }
      if (forwarder.forward(exchange, deadline)) {
        return;
      }
      if (deadline.isOver()) {
        throw LeaderWait.noLeader();
      }
      leaders.pause(exchange);
    }
  }

  @Override
  public boolean forwards(Exchange exchange) throws InterruptedException {
    if (member.route() instanceof Route.Here) {
      return false;
    }
    if (exchange.fromNode()) {
      throw notLeader();
    }
    return forwarder.forward(exchange, leaders.begin());
  }

  private static RuntimeException notLeader() {
    return PeerRoutes.refusal("this node does not lead the cluster", ClusterFields.NOT_LEADER);
  }

  @Override
  public void awaitPresent(Exchange exchange) throws InterruptedException {
    LiveWait wait = exchange.liveWait();
    wait.begin();
    try {
      member.awaitPresent();
    } catch (UnavailableException e) {
      throw LeaderWait.noLeader();
    } finally {
      wait.end();
    }
  }

  /** Ends what has waited for another node for too long; called now and then. */
  public void check(long now) {
    peers.connections().check(now);
    leaders.check(now);
  }

  /** Whether more than half of the requests are forwarded that may be at a time. */
  public boolean forwardingIsScarce() {
    return forwarder.isScarce();
  }

  /** Counts of what goes between nodes. */
  public MetricSource metrics() {
    return peers.metrics();
  }
}
