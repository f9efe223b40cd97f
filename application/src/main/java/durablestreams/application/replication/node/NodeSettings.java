package durablestreams.application.replication.node;

import java.time.Duration;

/**
 * Settings of a node.
 *
 * @param node its name, which no other node of the cluster has
 * @param address URL at which other nodes reach it, without a slash at its end
 * @param failoverAfter how long the log may bring nothing before another node leads
 * @param changeTimeout how long a leader waits for the log to take a record, before it gives its
 *     term up
 */
public record NodeSettings(
    String node, String address, Duration failoverAfter, Duration changeTimeout) {

  public static final Duration FAILOVER_AFTER = Duration.ofSeconds(5);
  public static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(30);

  /** Heartbeats in the time after which a leader counts as dead. */
  private static final int HEARTBEATS = 5;

  /** How long a request waits for a leader beyond a failover. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  public NodeSettings {
    if (node.isEmpty() || node.length() > 64) {
      throw new IllegalArgumentException("the name of a node has 1 to 64 characters");
    }
    if (failoverAfter.toMillis() < 100) {
      throw new IllegalArgumentException("a failover is after 100 ms at least");
    }
  }

  public NodeSettings(String node, String address, Duration failoverAfter) {
    this(node, address, failoverAfter, CHANGE_TIMEOUT);
  }

  Duration heartbeat() {
    return failoverAfter.dividedBy(HEARTBEATS);
  }

  Duration leaderTimeout() {
    return failoverAfter.plus(MARGIN);
  }

  /** How long a node serves live reads without having applied anything. */
  Duration staleAfter() {
    return failoverAfter.multipliedBy(2);
  }
}
