package durablestreams.application.replication.node;

import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord.Elected;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Record of what a node knows of the leader: its identity, and when a record counted last. Only the
 * thread of the node changes who leads.
 */
final class LeaderWatch {

  private static final System.Logger LOG = System.getLogger(LeaderWatch.class.getName());

  /** How long the others wait for the node that the leader handed over to. */
  private static final Duration HAND_OVER = Duration.ofSeconds(1);

  private final NodeSettings settings;
  private final Routes routes;
  private volatile @Nullable Elected leader;
  private volatile long ledSince = System.nanoTime();

  /** When a record counted last; under the lock of this. */
  private long heardAt = System.nanoTime();

  /** Whether live reads were ended since then; under the lock of this. */
  private boolean stale;

  LeaderWatch(NodeSettings settings, Routes routes) {
    this.settings = settings;
    this.routes = routes;
  }

  /** The leader of the last election; {@code null} when none is known. */
  @Nullable Elected leader() {
    return leader;
  }

  /** How long ago a record counted last. */
  synchronized long quietMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardAt);
  }

  /** What keeps a node from being ready that has heard nothing; empty if it has. */
  String silence() {
    long quiet = quietMillis();
    return quiet > settings.failoverAfter().toMillis()
        ? "the commit log has brought nothing for %d s".formatted(quiet / 1_000)
        : "";
  }

  /** A record counted at {@code time}, by {@link System#nanoTime}. */
  synchronized void heard(long time) {
    if (time - heardAt > 0) {
      heardAt = time;
      stale = false;
    }
  }

  /** This node was elected. */
  void leads(Elected self) {
    leader = self;
    ledSince = System.nanoTime();
    heard(ledSince);
  }

  /** When this node was elected last, by {@link System#nanoTime}. */
  long ledSince() {
    return ledSince;
  }

  /** Takes what the log says of the leader over to where changes go. */
  void told(Chain chain, boolean silent) {
    Elected elected = chain.leader();
    if (!Objects.equals(elected, leader) && elected != null) {
      LOG.log(Level.INFO, "Node {0} leads since election {1}", elected.node(), chain.epoch());
    }
    leader = elected;
    if (elected == null
        || chain.successor() != null
        || silent
        || elected.node().equals(settings.node())) {
      routes.set(new Route.None());
    } else {
      routes.set(new Route.Leader(elected.node(), elected.address()));
    }
  }

  /** Whether this node need not wait for the silence of a leader. */
  boolean isVacant(Chain chain, long silence) {
    Elected elected = chain.leader();
    String successor = chain.successor();
    if (successor != null) {
      return successor.isEmpty()
          || successor.equals(settings.node())
          || silence > HAND_OVER.toNanos();
    }
    return elected == null || elected.node().equals(settings.node());
  }

  /** Why there is an election. */
  String reason(Chain chain) {
    Elected last = chain.leader();
    if (last == null) {
      return "the log has had no leader";
    }
    if (chain.successor() != null) {
      return last.node() + " handed over";
    }
    return last.node().equals(settings.node())
        ? "this node led before it was started again"
        : "nothing was heard of " + last.node() + " for " + settings.failoverAfter();
  }

  /** Live readers of a node that hears nothing come again, at another one. */
  void endStaleReads(NodeServer server) {
    if (becomesStale()) {
      LOG.log(Level.WARNING, "This node has heard nothing for too long: its live reads end");
      server.disconnectLiveReaders();
    }
  }

  private synchronized boolean becomesStale() {
    boolean becomes = !stale && System.nanoTime() - heardAt > settings.staleAfter().toNanos();
    stale |= becomes;
    return becomes;
  }
}
