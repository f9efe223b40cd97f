package durablestreams.application.replication.node;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.background.Leadership;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.ClusterMember;
import durablestreams.application.replication.barrier.PeerBarriers;
import durablestreams.application.replication.barrier.PeerUses;
import durablestreams.application.replication.digest.StateDigests;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.sequencer.UseReports;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * A node of a cluster. Its thread follows the commit log and applies it; when the log has been
 * silent for too long it has itself elected, and then leads until another node is.
 *
 * <p>Reads wait for a record that was written after they came, and for its application here, so
 * they see everything that was acknowledged before, at any node and without clocks.
 */
public final class ClusterNode implements ClusterMember, AutoCloseable {

  private static final Duration RETRY = Duration.ofMillis(50);

  private final NodeSettings settings;
  private final LogClock clock;
  private final Replica replica;
  private final LeaderLog leaderLog;
  private final Routes routes = new Routes();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final PeerBarriers barriers;
  private final PeerUses uses;
  private final NodeLoop loop;
  private final LiveReadWatch liveReads;
  private final NodeMetrics metrics;
  private final StateDigests digests;
  private final NodeLevels levels;

  /**
   * @param readableLevel the highest feature level of records that it reads, {@link
   *     RecordEncoding#LEVEL} in this version
   * @param random makes ids of records, and the differences between the election timeouts of nodes
   */
  public ClusterNode(
      NodeSettings settings,
      int readableLevel,
      CommitLog log,
      ReplicaStore store,
      PeerCalls peers,
      LogClock clock,
      RandomGenerator random) {
    this.settings = settings;
    this.clock = clock;
    this.replica = new Replica(store, this.clock);
    this.barriers = new PeerBarriers(() -> peers.barrier(leaderAddress()), calls);
    this.uses = new PeerUses(streams -> peers.used(leaderAddress(), streams), calls);
    this.loop =
        new NodeLoop(
            settings,
            readableLevel,
            log,
            new RecordEncoding(random::nextLong),
            replica,
            routes,
            this.clock,
            random);
    this.liveReads = new LiveReadWatch(settings, loop);
    this.leaderLog = loop.leaderLog();
    this.metrics = new NodeMetrics(loop::status, leaderLog::written);
    this.levels = new NodeLevels(settings.failoverAfter(), loop, routes, peers);
    this.digests = new StateDigests(store, replica.tasks(), replica::position, calls);
  }

  /** Begins to follow the log. */
  public ClusterNode start(NodeServer server) {
    loop.start(server);
    liveReads.start();
    calls.execute(levels::report);
    return this;
  }

  /** The clock that everything on this node has to use. */
  public InstantSource clock() {
    return clock;
  }

  /** Whether background work is this node's. */
  public Leadership leadership() {
    return leaderLog::term;
  }

  LeaderLog log() {
    return leaderLog;
  }

  /** What the node does now. */
  public NodeStatus status() {
    return loop.status();
  }

  /** The id of the log that this node follows; 0 before it does. */
  public long logId() {
    return Optional.ofNullable(replica.progress()).map(ReplicaProgress::logId).orElse(0L);
  }

  /** Numbers of the node. */
  public MetricSource metrics() {
    return metrics;
  }

  @Override
  public Route route() {
    return routes.now();
  }

  @Override
  public Route awaitRoute(Duration timeout) throws InterruptedException {
    return routes.await(timeout);
  }

  @Override
  public Duration leaderTimeout() {
    return settings.leaderTimeout();
  }

  private String leaderAddress() {
    if (routes.now() instanceof Route.Leader leader) {
      return leader.address();
    }
    throw new PeerUnavailableException("no other node leads");
  }

  @Override
  public long barrier() throws InterruptedException {
    return wait(leaderLog.join().position(), settings.leaderTimeout());
  }

  @Override
  public void awaitPresent() throws InterruptedException {
    long since = System.nanoTime();
    boolean present = false;
    try {
      awaitPresent(since + settings.leaderTimeout().toNanos());
      present = true;
    } finally {
      metrics.waited(since, present);
    }
  }

  private void awaitPresent(long deadline) throws InterruptedException {
    while (true) {
      try {
        present(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        return;
      } catch (NotLeaderException | PeerUnavailableException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw e;
        }
        Thread.sleep(RETRY);
      }
    }
  }

  private void present(Duration left) throws InterruptedException {
    switch (routes.await(left)) {
      case Route.Here() -> wait(leaderLog.join().position(), left);
      case Route.Leader ignored -> {
        long position = wait(barriers.join(), left);
        if (!replica.await(position, left)) {
          throw new UnavailableException(
              "this node has applied the commit log up to %d only, not to %d"
                  .formatted(replica.position(), position));
        }
      }
      case Route.None() -> throw new NotLeaderException("no node leads now");
    }
  }

  private static <R> R wait(CompletableFuture<R> result, Duration time)
      throws InterruptedException {
    try {
      return result.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new LogUnavailableException("the commit log did not answer in " + time, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnavailableException known) {
        throw known;
      }
      throw new LogUnavailableException("the commit log failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void used(List<StreamKey> streams) {
    UnavailableException refusal = leaderLog.refusal();
    if (refusal != null) {
      throw refusal;
    }
    loop.server().used(streams);
  }

  @Override
  public DigestAnswer digest(long position, String piece) throws InterruptedException {
    NodeStatus now = status();
    return digests.ask(
        position, piece, new DigestAnswer.Passed(now.node(), now.logId(), now.position()));
  }

  @Override
  public NodeDescription describe() {
    return levels.describe();
  }

  @Override
  public void follows(NodeDescription follower) {
    levels.follows(follower);
  }

  @Override
  public RaiseAnswer raise(int level) {
    return levels.raise(level);
  }

  /** Where the use cases of this node tell uses of streams. */
  public UseReports uses() {
    return new UseReports() {
      @Override
      public boolean reported(StreamKey key) {
        return tell(key);
      }

      @Override
      public Duration commitTimeout() {
        return settings.leaderTimeout();
      }
    };
  }

  private boolean tell(StreamKey key) {
    try {
      Route route = routes.await(settings.leaderTimeout());
      if (route instanceof Route.None) {
        throw new NotLeaderException("no node leads now");
      }
      if (route instanceof Route.Leader) {
        wait(uses.tell(key), settings.leaderTimeout());
      }
      return route instanceof Route.Leader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailableException("interrupted", e);
    }
  }

  /**
   * Hands leadership over and waits for another leader, for {@code timeout} at most. This node is
   * not elected again, but goes on following.
   */
  public void retire(Duration timeout) throws InterruptedException {
    loop.retire();
    routes.await(timeout, route -> route instanceof Route.Leader);
  }

  @Override
  public void close() {
    liveReads.close();
    loop.close();
    calls.shutdownNow();
  }
}
