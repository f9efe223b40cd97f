package durablestreams.application.offload;

import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.job.JobProgress;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.application.sequencer.StreamSequencer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Background work between the hot log and the archive, started, signalled and stopped as one. */
public final class ColdTier implements AutoCloseable {

  private final ArchiveMetrics metrics;
  private final TailSealer sealer;
  private final SegmentOffloader offloader;
  private final ObjectCompactor compactor;
  private final ObjectReclaimer reclaimer;

  /**
   * @param reclaimSoon runs when rows of the hot log have become unneeded
   */
  public ColdTier(
      StreamStore store,
      StreamDirectory directory,
      MaintenanceQueue queue,
      SegmentArchive archive,
      ArchiveOwnership ownership,
      StreamSequencer sequencer,
      Runnable reclaimSoon,
      OffloadSettings settings,
      Leadership leadership,
      FaultPoints faults,
      MemoryBudget memory,
      InstantSource clock) {
    this.metrics = new ArchiveMetrics(clock);
    ObjectLocks locks = new ObjectLocks();
    ObjectPublisher uploads = new ObjectPublisher(sequencer, ownership, locks);
    ObjectPublisher compactions = new ObjectPublisher(sequencer, ownership, locks);
    this.sealer = new TailSealer(queue, sequencer, settings, leadership, clock);
    this.offloader =
        new SegmentOffloader(
            queue,
            new RunUploader(
                store, archive, uploads, faults, memory, metrics, settings.parallelUploads()),
            reclaimSoon,
            ownership,
            settings,
            leadership,
            clock,
            metrics);
    this.compactor =
        new ObjectCompactor(
            directory, archive, compactions, ownership, settings, leadership, faults, metrics);
    this.reclaimer =
        new ObjectReclaimer(
            queue,
            archive,
            sequencer,
            locks,
            List.of(uploads, compactions),
            ownership,
            settings,
            leadership,
            faults,
            clock,
            metrics);
  }

  public ColdTier start() {
    sealer.start();
    offloader.start();
    compactor.start();
    reclaimer.start();
    return this;
  }

  /** Objects that become garbage after that instant are kept, for backups that refer to them. */
  public void keepAfter(Supplier<Instant> instant) {
    reclaimer.keepAfter(instant);
  }

  /** Counts of uploads, compactions and removals. */
  public MetricSource metrics() {
    return metrics;
  }

  /** A segment was sealed. */
  public void signalSealed() {
    offloader.signal();
  }

  /** Objects became garbage. */
  public void signalGarbage() {
    reclaimer.signal();
  }

  /** Removes garbage objects that are due, and waits for that. */
  public void completeRemovals() throws InterruptedException {
    reclaimer.complete();
  }

  /** Compacts objects until there is nothing left to compact; returns how many were made. */
  public long compactAll(JobProgress progress) throws InterruptedException {
    return compactor.compactAll(progress);
  }

  /** Current problem of uploads or removals; empty if there is none. */
  public String problem() {
    return offloader.problem().isEmpty() ? reclaimer.problem() : offloader.problem();
  }

  @Override
  public void close() {
    sealer.close();
    compactor.close();
    offloader.close();
    reclaimer.close();
  }
}
