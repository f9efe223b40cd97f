package durablestreams.simulation.cluster;

import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.NotLeaderException;
import durablestreams.application.assembly.NodeUseCases;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.node.ClusterNode;
import durablestreams.application.replication.node.LogClock;
import durablestreams.application.replication.node.NodeSettings;
import durablestreams.application.replication.node.ReplicatedStore;
import durablestreams.application.sequencer.UseReports;
import durablestreams.domain.stream.StreamKey;
import durablestreams.simulation.client.Servers.NoAnswerException;
import durablestreams.simulation.cluster.Network.Call;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedProcess;
import durablestreams.simulation.weave.Mutant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Node with a disk and a clock of its own, whose process is killed, held and started anew. */
final class SimulatedNode {

  private final String name;
  private final Scheduler scheduler;
  private final ClusterFaults faults;
  private final Network network;
  private final SimulatedLog log;
  private final Snapshots snapshots;
  private final Ledger ledger;
  private final Mutant mutant;
  private final ReplicaDisk disk = new ReplicaDisk();
  private final Set<CompletableFuture<?>> open = new LinkedHashSet<>();
  private SimulatedProcess process = new SimulatedProcess("none");
  private long clockOffset;
  private int readableLevel = RollingUpdate.OLD;
  private int starts;
  private @Nullable Running running;

  private record Running(ClusterNode member, StreamService service) {}

  SimulatedNode(
      String name,
      Scheduler scheduler,
      ClusterFaults faults,
      Network network,
      SimulatedLog log,
      Snapshots snapshots,
      Ledger ledger,
      Mutant mutant) {
    this.name = name;
    this.scheduler = scheduler;
    this.faults = faults;
    this.network = network;
    this.log = log;
    this.snapshots = snapshots;
    this.ledger = ledger;
    this.mutant = mutant;
    network.add(this);
  }

  String name() {
    return name;
  }

  String address() {
    return "http://" + name;
  }

  SimulatedProcess process() {
    return process;
  }

  boolean isUp() {
    return running != null;
  }

  ClusterNode member() {
    return up().member();
  }

  private Running up() {
    Running now = running;
    if (now == null) {
      throw new NoAnswerException(name + " is down");
    }
    return now;
  }

  /** Sets how far its clock is from the true one. */
  void clockOffset(long nanos) {
    clockOffset = nanos;
  }

  int readableLevel() {
    return readableLevel;
  }

  /** Its next process is of a version that reads records up to that feature level. */
  void update(int newLevel) {
    readableLevel = newLevel;
  }

  private Instant clock() {
    return Cluster.EPOCH.plusNanos(scheduler.now() + clockOffset);
  }

  void start() {
    process = new SimulatedProcess(name + " " + starts++);
    scheduler.trace("start " + process);
    scheduler.start(process, "main", () -> running = started());
  }

  private Running started() {
    SnapshotWork work =
        new SnapshotWork(name, scheduler, snapshots, disk, this::connection, this::clock, mutant);
    work.join();
    int readable = readableLevel;
    SimulatedReplica store =
        new SimulatedReplica(name, readable, disk, ledger, faults, scheduler, mutant);
    ClusterNode member =
        new ClusterNode(
            new NodeSettings(name, address(), Cluster.FAILOVER_AFTER),
            readable,
            connection(),
            store,
            network.callsOf(this, mutant),
            new LogClock(this::clock),
            new SplittableRandom(scheduler.random().nextLong()));
    StreamService service =
        new StreamService(
            new ServicePorts(
                new ReplicatedStore(store, member),
                store.directory(),
                store.queue(),
                Optional.empty(),
                new InMemorySegmentArchive(),
                ArchiveOwnership.sole(),
                new JacksonJsonText(),
                member.clock(),
                FaultPoints.NONE,
                new MemoryBudget(Settings.MEMORY),
                member.leadership(),
                mutant == Mutant.USE_NOT_REPORTED ? notReported(member) : member.uses()),
            Settings.TINY);
    service.start();
    SimulatedProcess own = process;
    member.start(new NodeUseCases(service, () -> {}, () -> scheduler.after(1, own, this::again)));
    scheduler.start(own, "snapshots", () -> work.run(member));
    return new Running(member, service);
  }

  private CommitLog connection() {
    return log.connection(() -> network.connects(name, Network.LOG));
  }

  /** Ends the process, and starts another one, which restores a snapshot. */
  private void again() {
    crash(false);
    start();
  }

  private static UseReports notReported(ClusterNode member) {
    return new UseReports() {
      @Override
      public boolean reported(StreamKey key) {
        return !(member.route() instanceof Route.Here);
      }

      @Override
      public Duration commitTimeout() {
        return member.uses().commitTimeout();
      }
    };
  }

  /** Loses all that the disk held, while no process uses it. */
  void loseDisk() {
    scheduler.trace(name + " loses its disk");
    disk.replace(List.of());
  }

  /** Ends the process at once. */
  void crash(boolean powerCut) {
    if (!process.alive()) {
      return;
    }
    scheduler.trace((powerCut ? "power cut at " : "kill ") + name);
    scheduler.kill(process);
    running = null;
    if (powerCut) {
      disk.cutPower(scheduler.random());
    }
    List<CompletableFuture<?>> unanswered = new ArrayList<>(open);
    open.clear();
    unanswered.forEach(
        answer -> answer.completeExceptionally(new NoAnswerException(name + " ended")));
  }

  /**
   * Has the node do something, on a thread of its process.
   *
   * @param way takes the action that hands over the answer, and runs it when that gets through
   */
  <T> void run(
      String thread, Call<T> request, CompletableFuture<T> answer, Consumer<Runnable> way) {
    open.add(answer);
    scheduler.start(
        process,
        thread,
        () -> {
          Runnable reply;
          try {
            T result = request.at(this);
            reply = () -> answer.complete(result);
          } catch (RuntimeException | Error | InterruptedException e) {
            reply = () -> answer.completeExceptionally(e);
          }
          open.remove(answer);
          way.accept(reply);
        });
  }

  /** A request that reads, at the node that a client sent it to. */
  <T> T read(Function<StreamService, T> request) throws InterruptedException {
    Running here = up();
    for (int attempt = 1; ; attempt++) {
      try {
        if (mutant != Mutant.UNAWAITED_READ) {
          here.member().awaitPresent();
        }
        return request.apply(here.service());
      } catch (NotLeaderException e) {
        if (here.member().route() instanceof Route.Leader leader) {
          try {
            return network.call(this, leader.address(), node -> node.readAsLeader(request));
          } catch (Network.NotSentException notSent) {
            scheduler.trace(name + " cannot forward");
          }
        }
        if (attempt == Cluster.ATTEMPTS) {
          throw e;
        }
        Cluster.pause();
      }
    }
  }

  private <T> T readAsLeader(Function<StreamService, T> request) throws InterruptedException {
    Running here = up();
    here.member().awaitPresent();
    return request.apply(here.service());
  }

  /** A request that changes something, at the node that a client sent it to. */
  <T> T change(Function<StreamService, T> request) throws InterruptedException {
    Running here = up();
    for (int attempt = 1; ; attempt++) {
      try {
        return switch (here.member().awaitRoute(here.member().leaderTimeout())) {
          case Route.Here() -> request.apply(here.service());
          case Route.Leader leader ->
              network.call(this, leader.address(), node -> node.changeAsLeader(request));
          case Route.None() -> throw new NotLeaderException("no node leads");
        };
      } catch (NotLeaderException | Network.NotSentException e) {
        // It had no effect.
        if (attempt == Cluster.ATTEMPTS) {
          throw new NotLeaderException("no leader took the request");
        }
        Cluster.pause();
      }
    }
  }

  private <T> T changeAsLeader(Function<StreamService, T> request) {
    Running here = up();
    if (!(here.member().route() instanceof Route.Here)) {
      throw new NotLeaderException(name + " does not lead");
    }
    return request.apply(here.service());
  }
}
