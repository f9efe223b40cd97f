package durablestreams.application.replication.node;

import durablestreams.application.UnavailableException;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.level.FollowerLevels;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Feature levels at a node: it tells its leader which level it reads, and raises the level of the
 * log while it leads.
 */
final class NodeLevels {

  private static final System.Logger LOG = System.getLogger(NodeLevels.class.getName());

  /** Reports of a follower for which a new leader waits before it raises the level. */
  private static final int REPORTS = 2;

  private final Duration interval;
  private final NodeLoop loop;
  private final Routes routes;
  private final PeerCalls peers;
  private final FollowerLevels followers = new FollowerLevels();

  /**
   * @param interval time between two reports to the leader
   */
  NodeLevels(Duration interval, NodeLoop loop, Routes routes, PeerCalls peers) {
    this.interval = interval;
    this.loop = loop;
    this.routes = routes;
    this.peers = peers;
  }

  NodeDescription describe() {
    NodeStatus now = loop.status();
    return new NodeDescription(
        now.node(), now.logId(), now.position(), now.leader(), now.level(), now.readableLevel());
  }

  /** Tells the leader of this node at intervals, until it is interrupted. */
  void report() {
    try {
      while (true) {
        Thread.sleep(interval);
        if (routes.now() instanceof Route.Leader leader) {
          tell(leader);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Route.Leader leader) throws InterruptedException {
    try {
      peers.follows(leader.address(), describe());
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "The leader was not reached", e);
    }
  }

  /** Takes note of a follower, if this node leads. */
  void follows(NodeDescription follower) {
    requireLead();
    followers.heard(follower, System.nanoTime());
  }

  private void requireLead() {
    UnavailableException refusal = loop.leaderLog().refusal();
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Raises the level of the log, if this node leads and nothing is in the way. */
  RaiseAnswer raise(int level) {
    requireLead();
    NodeStatus now = loop.status();
    if (level <= now.level()) {
      return new RaiseAnswer.Raised(now.level());
    }
    List<String> below = followers.below(level, System.nanoTime());
    if (level > now.readableLevel()) {
      return new RaiseAnswer.Refused(
          "node %s reads level %d".formatted(now.node(), now.readableLevel()));
    }
    if (!below.isEmpty()) {
      return new RaiseAnswer.Refused(String.join("; ", below));
    }
    Duration led = Duration.ofNanos(System.nanoTime() - loop.ledSince());
    Duration missing = interval.multipliedBy(REPORTS).minus(led);
    if (missing.isPositive()) {
      return new RaiseAnswer.Refused(
          "node %s has just been elected, and may not have heard of all others: repeat this in %d s"
              .formatted(now.node(), missing.toSeconds() + 1));
    }
    loop.leaderLog().raise(level);
    LOG.log(Level.INFO, "The feature level of the commit log is {0} from here on", level);
    return new RaiseAnswer.Raised(level);
  }
}
