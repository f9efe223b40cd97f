package durablestreams.simulation.server;

import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.Stepping;
import durablestreams.simulation.weave.Mutant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Store on a simulated disk. A commit is written, synced, and then visible to reads, with a step
 * between each of these; a start replays the log of the disk.
 */
final class SimulatedStore implements StreamStore {

  private final SimulatedDisk disk;
  private final Faults faults;
  private final Scheduler scheduler;
  private final Mutant mutant;
  private final Consumer<StreamChange> check;
  private final Runnable maybeCrash;
  private final HeapState heap = new HeapState(Long.MAX_VALUE);
  private final InMemoryStreamStore visible = new InMemoryStreamStore(heap);

  /** Finds out whether a commit fits, before it is written. */
  private final InMemoryStreamStore written =
      new InMemoryStreamStore(new HeapState(Long.MAX_VALUE));

  private final SimulatedRows rows;
  private int commits;

  /**
   * @param isWhole whether the archive has all of an object
   * @param check is given each change before it is written
   * @param maybeCrash is called by each commit
   */
  SimulatedStore(
      SimulatedDisk disk,
      Faults faults,
      Scheduler scheduler,
      Mutant mutant,
      Predicate<StoredObject> isWhole,
      Consumer<StreamChange> check,
      Runnable maybeCrash) {
    this.disk = disk;
    this.faults = faults;
    this.scheduler = scheduler;
    this.mutant = mutant;
    this.check = check;
    this.maybeCrash = maybeCrash;
    for (List<StreamChange> changes : disk.streams().log()) {
      written.commit(changes);
      visible.commit(changes);
    }
    this.rows =
        new SimulatedRows(
            disk,
            faults,
            scheduler,
            mutant,
            key -> visible.load(key).map(stream -> stream.state().front().position()),
            new InMemoryStreamDirectory(heap),
            isWhole);
  }

  SimulatedRows rows() {
    return rows;
  }

  StreamDirectory directory() {
    return Stepping.of(StreamDirectory.class, new InMemoryStreamDirectory(heap), scheduler);
  }

  MaintenanceQueue queue() {
    return Stepping.of(MaintenanceQueue.class, new InMemoryMaintenanceQueue(heap), scheduler);
  }

  @Override
  public void commit(List<StreamChange> changes) {
    maybeCrash.run();
    scheduler.step();
    CommitFault fault = faults.ofCommit();
    fault.before();
    changes.forEach(check);
    written.commit(changes);
    scheduler.step();
    disk.streams().write(changes);
    scheduler.trace("written " + summary(changes));
    scheduler.step();
    commits++;
    if (mutant != Mutant.UNSYNCED_ACKNOWLEDGED || commits % 4 == 0) {
      disk.streams().sync();
    }
    scheduler.step();
    visible.commit(changes);
    rows.add(changes);
    scheduler.step();
    fault.after();
  }

  private static String summary(List<StreamChange> changes) {
    return changes.stream()
        .map(change -> change.getClass().getSimpleName())
        .collect(Collectors.joining(" "));
  }

  @Override
  public Optional<StoredStream> load(StreamPath path) {
    faults.beforeRead(scheduler);
    Optional<StoredStream> found = visible.load(path);
    scheduler.step();
    return found;
  }

  @Override
  public Optional<StoredStream> load(StreamKey key) {
    faults.beforeRead(scheduler);
    Optional<StoredStream> found = visible.load(key);
    scheduler.step();
    return found;
  }

  @Override
  public long highestKey() {
    return visible.highestKey();
  }

  @Override
  public long segmentFloor() {
    return disk.floor();
  }

  @Override
  public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
    faults.beforeRead(scheduler);
    HotRead found = rows.read(key, from, to, maxBytes);
    scheduler.step();
    return found;
  }

  @Override
  public void close() {}
}
