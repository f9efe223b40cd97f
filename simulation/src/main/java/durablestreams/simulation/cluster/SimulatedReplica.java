package durablestreams.simulation.cluster;

import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemoryReplicaStore;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.Stepping;
import durablestreams.simulation.server.CommitFault;
import durablestreams.simulation.weave.Mutant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Store of a node on a disk that outlives it; all commits come with the progress of the log. */
final class SimulatedReplica implements StreamStore, ReplicaStore {

  private final String node;
  private final int readableLevel;
  private final ReplicaDisk disk;
  private final Ledger ledger;
  private final ClusterFaults faults;
  private final Scheduler scheduler;
  private final Mutant mutant;
  private final HeapState heap = new HeapState(Long.MAX_VALUE);
  private final InMemoryStreamStore streams = new InMemoryStreamStore(heap);
  private final InMemoryReplicaStore replica;

  SimulatedReplica(
      String node,
      int readableLevel,
      ReplicaDisk disk,
      Ledger ledger,
      ClusterFaults faults,
      Scheduler scheduler,
      Mutant mutant) {
    this.node = node;
    this.readableLevel = readableLevel;
    this.disk = disk;
    this.ledger = ledger;
    this.faults = faults;
    this.scheduler = scheduler;
    this.mutant = mutant;
    this.replica =
        new InMemoryReplicaStore(
            heap, new InMemorySubscriptionStore(Long.MAX_VALUE), () -> Instant.EPOCH);
    for (ReplicaDisk.Written commit : disk.log()) {
      replica.commit(commit.streams(), commit.subscriptions(), commit.progress());
    }
  }

  StreamDirectory directory() {
    return Stepping.of(StreamDirectory.class, new InMemoryStreamDirectory(heap), scheduler);
  }

  MaintenanceQueue queue() {
    return Stepping.of(MaintenanceQueue.class, new InMemoryMaintenanceQueue(heap), scheduler);
  }

  @Override
  public Optional<byte[]> progress() {
    return replica.progress();
  }

  @Override
  public void commit(
      List<StreamChange> changes, List<SubscriptionChange> subscriptions, byte[] progress) {
    scheduler.step();
    CommitFault fault = faults.ofCommit();
    fault.before();
    if (mutant == Mutant.PROGRESS_APART) {
      write(List.of(), List.of(), progress);
      scheduler.step();
    }
    store(changes, subscriptions, progress);
    if (scheduler.random().nextInt(10) == 0) {
      disk.sync();
    }
    scheduler.step();
    fault.after();
  }

  private void store(
      List<StreamChange> changes, List<SubscriptionChange> subscriptions, byte[] progress) {
    long from = replica.progress().map(SimulatedReplica::position).orElse(0L);
    long to = position(progress);
    ledger.read(node, to, readableLevel);
    boolean empty = changes.isEmpty() && subscriptions.isEmpty();
    ledger.pass(node, from, empty ? to : to - 1);
    try {
      write(changes, subscriptions, progress);
    } catch (StaleStateException e) {
      ledger.apply(node, to, bytes(changes, subscriptions), true);
      throw e;
    }
    if (!empty) {
      ledger.apply(node, to, bytes(changes, subscriptions), false);
    }
  }

  private void write(
      List<StreamChange> changes, List<SubscriptionChange> subscriptions, byte[] progress) {
    replica.commit(changes, subscriptions, progress);
    disk.write(new ReplicaDisk.Written(List.copyOf(changes), List.copyOf(subscriptions), progress));
  }

  private static byte[] bytes(List<StreamChange> changes, List<SubscriptionChange> subscriptions) {
    return new Commit(changes, subscriptions).encode();
  }

  private static long position(byte[] progress) {
    return ReplicaProgress.decode(progress).position();
  }

  @Override
  public List<StoredStream> streamsAfter(long after, int limit) {
    return replica.streamsAfter(after, limit);
  }

  @Override
  public Contents contents() {
    return replica.contents();
  }

  @Override
  public void adopt() {
    throw new UnsupportedOperationException("no log is left");
  }

  @Override
  public void commit(List<StreamChange> changes) {
    throw new UnsupportedOperationException("commits go on the log first");
  }

  @Override
  public Optional<StoredStream> load(StreamPath path) {
    scheduler.step();
    return streams.load(path);
  }

  @Override
  public Optional<StoredStream> load(StreamKey key) {
    scheduler.step();
    return streams.load(key);
  }

  @Override
  public long highestKey() {
    return streams.highestKey();
  }

  @Override
  public long segmentFloor() {
    return streams.segmentFloor();
  }

  @Override
  public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
    scheduler.step();
    return streams.readHot(key, from, to, maxBytes);
  }

  @Override
  public void close() {}
}
