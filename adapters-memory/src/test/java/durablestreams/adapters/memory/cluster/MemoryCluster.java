package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemoryPorts;
import durablestreams.adapters.memory.InMemoryReplicaStore;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.application.InDoubtException;
import durablestreams.application.UnavailableException;
import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.NodeUseCases;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.application.read.ReadOutcome;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.node.ClusterNode;
import durablestreams.application.replication.node.LogClock;
import durablestreams.application.replication.node.NodeSettings;
import durablestreams.application.replication.node.ReplicatedStore;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Nodes of one cluster in this process, on a log in memory. */
final class MemoryCluster implements AutoCloseable {

  static final ContentType TEXT = new ContentType("text/plain");

  private static final Duration WAIT = Duration.ofMinutes(1);

  private final InMemoryCommitLog log;
  private final Function<CommitLog, CommitLog> faults;
  private final Duration failoverAfter;
  private final InstantSource clock;
  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private volatile Duration changeTimeout = NodeSettings.CHANGE_TIMEOUT;

  /**
   * @param faults what lies between a node and the log
   */
  MemoryCluster(
      InMemoryCommitLog.Mode mode, Duration failoverAfter, Function<CommitLog, CommitLog> faults) {
    this(mode, failoverAfter, faults, InstantSource.system());
  }

  /**
   * @param clock of all nodes
   */
  MemoryCluster(
      InMemoryCommitLog.Mode mode,
      Duration failoverAfter,
      Function<CommitLog, CommitLog> faults,
      InstantSource clock) {
    this.log = new InMemoryCommitLog(mode, 2_000);
    this.failoverAfter = failoverAfter;
    this.faults = faults;
    this.clock = clock;
  }

  /** Starts a node, of a store that is empty, or that {@code before} had. */
  Node start(String name, @Nullable Node before) {
    return start(name, before, RecordEncoding.LEVEL);
  }

  /** As above, of a version that reads records up to a feature level. */
  Node start(String name, @Nullable Node before, int readableLevel) {
    HeapState heap = before == null ? new HeapState(256L << 20) : before.heap;
    Node node = new Node(name, heap, readableLevel);
    nodes.put(name, node);
    node.start();
    return node;
  }

  Node start(String name) {
    return start(name, null);
  }

  /**
   * Sets how long the leaders of nodes that start from now on wait for the log to take a change.
   */
  void changeTimeout(Duration newTimeout) {
    changeTimeout = newTimeout;
  }

  InMemoryCommitLog log() {
    return log;
  }

  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The node that leads, once there is one. */
  Node leader() throws InterruptedException {
    return await(this::leading, Optional::isPresent).orElseThrow();
  }

  private Optional<Node> leading() {
    return nodes.values().stream()
        .filter(node -> node.member.route() instanceof Route.Here)
        .findFirst();
  }

  /** Asks until the answer is one that is wanted, and returns that. */
  static <T> T await(Question<T> question, Predicate<T> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + WAIT.toNanos();
    T answer = question.ask();
    while (!wanted.test(answer)) {
      assertThat(System.nanoTime()).as("in time: %s", answer).isLessThan(deadline);
      Thread.sleep(5);
      answer = question.ask();
    }
    return answer;
  }

  /** Something that changes. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws InterruptedException;
  }

  /** Calls of the nodes from outside. */
  PeerCalls calls() {
    return new Calls();
  }

  @Override
  public void close() {
    nodes().forEach(Node::close);
  }

  /** Calls of one node to another, in this process. */
  private final class Calls implements PeerCalls {

    private Node at(String address) {
      Node node = nodes.get(address.substring("http://".length()));
      if (node == null || node.cut) {
        throw new PeerUnavailableException(address + " does not answer");
      }
      return node;
    }

    @Override
    public long barrier(String address) throws InterruptedException {
      try {
        return at(address).member.barrier();
      } catch (UnavailableException e) {
        throw new PeerUnavailableException("no barrier", e);
      }
    }

    @Override
    public DigestAnswer digest(String address, long position, String piece)
        throws InterruptedException {
      return at(address).member.digest(position, piece);
    }

    @Override
    public void used(String address, List<StreamKey> streams) {
      at(address).member.used(streams);
    }

    @Override
    public NodeDescription describe(String address) {
      return at(address).member.describe();
    }

    @Override
    public void follows(String address, NodeDescription follower) {
      at(address).member.follows(follower);
    }

    @Override
    public RaiseAnswer raise(String address, int level) {
      try {
        return at(address).member.raise(level);
      } catch (UnavailableException e) {
        throw new PeerUnavailableException("no raise", e);
      }
    }
  }

  /** A node, and requests to it. */
  final class Node implements AutoCloseable {
    final String name;
    final HeapState heap;
    final InMemoryReplicaStore replica;
    final ClusterNode member;
    final StreamService service;
    final CommitLog ownLog;
    volatile boolean cut;
    volatile boolean snapshotNeeded;

    /** What happens at the steps of the lane. */
    volatile FaultPoints laneAt = FaultPoints.NONE;

    private Node(String name, HeapState heap, int readableLevel) {
      this.name = name;
      this.heap = heap;
      this.ownLog = faults.apply(log.share());
      this.replica = new InMemoryReplicaStore(heap, new InMemorySubscriptionStore(1 << 20), clock);
      this.member =
          new ClusterNode(
              new NodeSettings(name, "http://" + name, failoverAfter, changeTimeout),
              readableLevel,
              ownLog,
              replica,
              new Calls(),
              new LogClock(clock, () -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant())),
              new Random());
      ServiceSettings known = ServiceSettings.DEFAULT.withoutArchive();
      this.service =
          new StreamService(
              new ServicePorts(
                  new ReplicatedStore(new InMemoryStreamStore(heap), member),
                  new InMemoryStreamDirectory(heap),
                  new InMemoryMaintenanceQueue(heap),
                  Optional.empty(),
                  new InMemorySegmentArchive(),
                  ArchiveOwnership.sole(),
                  InMemoryPorts.NO_JSON,
                  member.clock(),
                  point -> laneAt.reach(point),
                  new MemoryBudget(64L << 20),
                  member.leadership(),
                  member.uses()),
              new ServiceSettings(
                  known.rotation(),
                  known.offload(),
                  new SequencerLimits(20_000, 1_024, 8L << 20, false),
                  known.pageLimit(),
                  true,
                  known.liveReadersPerStream(),
                  known.registryMessages(),
                  known.streamLimits()));
    }

    private void start() {
      service.start();
      member.start(new NodeUseCases(service, () -> {}, () -> snapshotNeeded = true));
    }

    CreateOutcome create(String path, @Nullable Expiry expiry) {
      return service
          .create()
          .create(
              new CreateCommand(
                  new StreamPath(path), TEXT, expiry, new byte[0], false, CreateCommand.NO_FORK),
              RequestTimings.OFF);
    }

    /** False if it is not known to be created. */
    boolean tryCreate(String path) {
      try {
        create(path, null);
        return true;
      } catch (UnavailableException | InDoubtException e) {
        return false;
      }
    }

    AppendOutcome append(String path, String text) {
      return service
          .append()
          .append(
              new AppendCommand(
                  new StreamPath(path),
                  TEXT,
                  text.getBytes(StandardCharsets.UTF_8),
                  null,
                  StreamSeq.NONE,
                  false),
              RequestTimings.OFF);
    }

    /** Bytes of a stream in the store, whether readers see them yet or not. */
    long stored(String path) {
      return new InMemoryStreamStore(heap)
          .load(new StreamPath(path))
          .orElseThrow()
          .state()
          .tail()
          .position();
    }

    /** What the stream holds once this node has applied what was acknowledged before. */
    String read(String path) throws InterruptedException {
      member.awaitPresent();
      StringBuilder all = new StringBuilder();
      OffsetParameter from = new OffsetParameter.Beginning();
      while (true) {
        ReadOutcome outcome = service.read().read(new StreamPath(path), from, RequestTimings.OFF);
        if (!(outcome instanceof ReadOutcome.Page page)) {
          return outcome.getClass().getSimpleName();
        }
        try (page) {
          for (MessageBatch batch : new ArrayList<>(page.batches())) {
            all.append(new String(batch.toByteArray(), StandardCharsets.UTF_8));
          }
          if (page.upToDate()) {
            return all.toString();
          }
          from = new OffsetParameter.At(page.next());
        }
      }
    }

    /** As a crash: nothing is handed over. */
    @Override
    public void close() {
      cut = true;
      nodes.remove(name, this);
      member.close();
      service.close();
      ownLog.close();
    }
  }
}
