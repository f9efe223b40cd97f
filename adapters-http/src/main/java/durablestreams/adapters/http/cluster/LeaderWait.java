package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.cluster.peer.PeerConnection;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Deadline;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.application.replication.ClusterMember;
import durablestreams.application.replication.ClusterMember.Route;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits of requests for a leader, of which there are a limited number, and for the answer of one
 * that may have lost its lead in the meantime.
 */
final class LeaderWait {

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** How long a node that leads no more may take to answer what it had decided before. */
  private static final long GRACE = Duration.ofSeconds(1).toNanos();

  private static final class Sent {
    private final Route.Leader leader;
    private long replacedSince;

    Sent(Route.Leader leader) {
      this.leader = leader;
    }
  }

  private final ClusterMember member;
  private final int maxWaiting;
  private final ClusterMetrics metrics;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ConcurrentMap<PeerConnection, Sent> sent = new ConcurrentHashMap<>();

  LeaderWait(ClusterMember member, int maxWaiting, ClusterMetrics metrics) {
    this.member = member;
    this.maxWaiting = maxWaiting;
    this.metrics = metrics;
  }

  static HttpProblem noLeader() {
    return new HttpProblem(
            ErrorCode.NO_LEADER, "this cluster has no leader now: try again in a moment")
        .with(Fields.RETRY_AFTER, "1");
  }

  Deadline begin() {
    return Deadline.in(member.leaderTimeout());
  }

  /**
   * Where the request goes, as soon as there is a leader.
   *
   * @throws HttpProblem when too many requests wait
   */
  Route await(Exchange exchange, Deadline deadline) throws InterruptedException {
    Route route = member.route();
    if (!(route instanceof Route.None)) {
      return route;
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      throw noLeader();
    }
    metrics.waits(1);
    LiveWait wait = exchange.liveWait();
    try {
      wait.begin();
      try {
        return member.awaitRoute(deadline.left());
      } finally {
        wait.end();
      }
    } finally {
      waiting.decrementAndGet();
      metrics.waits(-1);
    }
  }

  /** A moment before the same leader is asked again. */
  void pause(Exchange exchange) throws InterruptedException {
    LiveWait wait = exchange.liveWait();
    wait.begin();
    try {
      Thread.sleep(PAUSE);
    } finally {
      wait.end();
    }
  }

  /** A change is sent to a leader. */
  void began(PeerConnection connection, Route.Leader leader) {
    sent.put(connection, new Sent(leader));
  }

  /** The change was answered, or given up. */
  void ended(PeerConnection connection) {
    sent.remove(connection);
  }

  /** Ends the waits for answers of nodes that have been replaced. */
  void check(long now) {
    Route route = member.route();
    sent.forEach((connection, change) -> {
      if (route instanceof Route.None || route.equals(change.leader)) {
        change.replacedSince = 0;
      } else if (change.replacedSince == 0) {
        change.replacedSince = now | 1;
      } else if (now - change.replacedSince > GRACE) {
        connection.close();
      }
    });
  }
}
