package durablestreams.application.replication.node;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.leader.LogWriter;
import durablestreams.application.replication.leader.LogWriter.Written;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord.Elected;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Thread of a node: it follows, has itself elected, leads, and follows again.
 *
 * <p>Time is that of {@link System#nanoTime}, and decides only when an election is tried: which of
 * several counts is decided by the log.
 */
final class NodeLoop implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(NodeLoop.class.getName());

  /** How long a read of the log waits, and with it the thread for anything else. */
  private static final Duration POLL = Duration.ofMillis(100);

  private final NodeSettings settings;
  private final int readableLevel;
  private final CommitLog log;
  private final RecordEncoding encoding;
  private final Replica replica;
  private final Routes routes;
  private final LogClock clock;
  private final RandomGenerator random;
  private final LeaderLog leaderLog;
  private final LeaderWatch watch;
  private final NodeProblem problem = new NodeProblem();
  private final LogRetries retries;
  private final Thread thread;
  private @Nullable NodeServer server;
  private volatile boolean retiring;
  private volatile boolean closing;

  NodeLoop(
      NodeSettings settings,
      int readableLevel,
      CommitLog log,
      RecordEncoding encoding,
      Replica replica,
      Routes routes,
      LogClock clock,
      RandomGenerator random) {
    this.settings = settings;
    this.readableLevel = readableLevel;
    this.log = log;
    this.encoding = encoding;
    this.replica = replica;
    this.routes = routes;
    this.clock = clock;
    this.random = random;
    this.watch = new LeaderWatch(settings, routes);
    this.thread = Thread.ofPlatform().name("replication").daemon().unstarted(this::run);
    this.leaderLog = new LeaderLog(replica, () -> LockSupport.unpark(thread));
    this.retries = new LogRetries(settings.changeTimeout(), log, leaderLog, problem, () -> closing);
  }

  void start(NodeServer applying) {
    server = applying;
    thread.start();
  }

  NodeServer server() {
    return Objects.requireNonNull(server, "the node has not started");
  }

  LeaderLog leaderLog() {
    return leaderLog;
  }

  /** Hands over, if this node leads, and never leads again. */
  void retire() {
    retiring = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      for (int failures = 0; !closing; failures++) {
        try {
          lead(follow());
          failures = 0;
        } catch (RuntimeException | Error e) {
          if (!isNamedByAnother(e)) {
            failed(e);
          }
          Thread.sleep(LogRetries.pauseAfter(failures));
          replica.reload();
        }
      }
    } catch (InterruptedException e) {
      // closing
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      routes.set(new Route.None());
    }
  }

  /** Whether another node wrote the first record of a log that this node found empty. */
  private boolean isNamedByAnother(Throwable e) {
    return replica.progress() == null && e instanceof LogLostException lost && !lost.isTrimmed();
  }

  private void failed(Throwable e) {
    routes.set(new Route.None());
    if (closing) {
      return;
    }
    problem.failed(e);
    if (e instanceof LogLostException lost && lost.isTrimmed()) {
      server().snapshotNeeded();
    }
  }

  /** Follows until it is this node's turn to be elected. */
  private LogFollower follow() throws InterruptedException {
    LogFollower follower = LogFollower.of(log, replica, server(), readableLevel, random::nextLong);
    long silentSince = System.nanoTime();
    long electionTimeout =
        settings.failoverAfter().toNanos() + random.nextLong(settings.heartbeat().toNanos());
    while (true) {
      if (closing) {
        throw new InterruptedException();
      }
      LogFollower.Heard heard = follower.follow(POLL);
      long now = System.nanoTime();
      if (heard == LogFollower.Heard.RECORDS) {
        silentSince = now;
        watch.heard(now);
      }
      problem.set("");
      Chain chain = follower.reader().chain();
      boolean silent = now - silentSince > electionTimeout;
      watch.told(chain, silent);
      if (heard == LogFollower.Heard.NOTHING
          && !retiring
          && (silent || watch.isVacant(chain, now - silentSince))) {
        return follower;
      }
    }
  }

  /** Has this node elected, and leads until the term ends. */
  private void lead(LogFollower follower) throws InterruptedException {
    Chain chain = follower.reader().chain();
    long term = chain.epoch() + 1;
    LOG.log(Level.INFO, "Election {0}: {1}", term, watch.reason(chain));
    LogWriter writer =
        new LogWriter(log, encoding, clock::ofRecord, follower.reader(), term, retries);
    Elected elected = new Elected(settings.node(), settings.address());
    Written written =
        replica.progress() == null ? writer.writeFirst(elected) : writer.write(elected);
    if (!(written instanceof Written.Counts counts) || !writer.leads()) {
      return;
    }
    replica.keep(
        new ReplicaProgress(
            follower.logId(), follower.reader().place(), writer.chain(), counts.at()));
    server().takeOver();
    watch.leads(elected);
    leaderLog.lead(writer, term);
    routes.set(new Route.Here());
    LOG.log(Level.INFO, "This node, {0}, leads since election {1}", settings.node(), term);
    try {
      if (chain.leader() == null) {
        beginLevel(chain.level());
      }
      serve();
    } finally {
      routes.set(new Route.None());
      leaderLog.resign("its thread ended the term");
    }
    LOG.log(Level.INFO, "This node leads no more: {0}", leaderLog.ended());
    replica.reload();
  }

  /** A log that begins is of the level that this node reads: no node has anything of it. */
  private void beginLevel(int level) {
    if (readableLevel > level) {
      try {
        leaderLog.raise(readableLevel);
      } catch (UnavailableException e) {
        LOG.log(Level.DEBUG, "The level of the log was not raised", e);
      }
    }
  }

  /** Writes heartbeats, and records that reads wait for. */
  private void serve() throws InterruptedException {
    long interval = settings.heartbeat().toNanos();
    while (leaderLog.term() != 0) {
      if (Thread.interrupted() || closing) {
        throw new InterruptedException();
      }
      if (retiring) {
        leaderLog.handOver();
        return;
      }
      long quiet = System.nanoTime() - leaderLog.lastRecord();
      watch.heard(leaderLog.lastRecord());
      if (quiet < interval) {
        problem.set("");
      }
      if (leaderLog.awaited() || quiet >= interval) {
        beat();
      } else {
        LockSupport.parkNanos(interval - quiet);
      }
    }
  }

  /** Writes a record that changes nothing; tries again if the log certainly did not take it. */
  private void beat() throws InterruptedException {
    try {
      leaderLog.beat();
    } catch (StoreFailedException e) {
      retries.pause(1);
    } catch (OutcomeUnknownException | NotLeaderException e) {
      LOG.log(Level.DEBUG, "The term has ended", e);
    }
  }

  /** When this node was elected last, by {@link System#nanoTime}. */
  long ledSince() {
    return watch.ledSince();
  }

  /** Ends live reads if this node has heard nothing for too long; on any thread. */
  void endStaleReads() {
    watch.heard(leaderLog.lastRecord());
    watch.endStaleReads(server());
  }

  NodeStatus status() {
    watch.heard(leaderLog.lastRecord());
    ReplicaProgress progress = replica.progress();
    Route route = routes.now();
    Elected known = watch.leader();
    boolean leads = leaderLog.term() != 0;
    boolean has = leads || route instanceof Route.Leader;
    return new NodeStatus(
        settings.node(),
        leads ? NodeRole.LEADER : problem.isEmpty() ? NodeRole.FOLLOWER : NodeRole.STOPPED,
        has && known != null ? known.node() : "",
        has && known != null ? known.address() : "",
        progress == null ? 0 : progress.chain().epoch(),
        replica.position(),
        watch.quietMillis(),
        progress == null ? "" : HexFormat.of().toHexDigits(progress.logId()),
        progress == null ? 1 : progress.chain().level(),
        readableLevel,
        problem.isEmpty() ? watch.silence() : problem.text());
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
