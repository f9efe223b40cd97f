package durablestreams.application.assembly;

import durablestreams.application.expiry.ExpirySweeper;
import durablestreams.application.housekeeping.HotLogReclaimer;
import durablestreams.application.job.Jobs;
import durablestreams.application.offload.ColdTier;
import durablestreams.application.registry.RegistryProjector;
import durablestreams.application.sequencer.CommitListener.FollowUp;
import durablestreams.application.sequencer.StreamSequencer;
import java.util.Optional;
import java.util.Set;

/** Background work of a {@link StreamService}, and the jobs of maintenance that use it. */
final class BackgroundWork implements AutoCloseable {

  private final Optional<HotLogReclaimer> hotLog;
  private final ColdTier coldTier;
  private final ExpirySweeper sweeper;
  private final RegistryProjector projector;
  private final MaintenanceJobs maintenance;
  private final boolean cold;
  private final boolean registry;

  BackgroundWork(ServicePorts ports, ServiceSettings settings, StreamSequencer sequencer) {
    this.cold = settings.rotation().rotates();
    this.registry = settings.registry();
    this.hotLog = ports.housekeeping().map(HotLogReclaimer::new);
    this.coldTier =
        new ColdTier(
            ports.store(),
            ports.directory(),
            ports.queue(),
            ports.archive(),
            ports.ownership(),
            sequencer,
            this::reclaimSoon,
            settings.offload(),
            ports.leadership(),
            ports.faults(),
            ports.memory(),
            ports.clock());
    this.sweeper =
        new ExpirySweeper(ports.directory(), sequencer, ports.leadership(), ports.clock());
    this.projector =
        new RegistryProjector(
            ports.queue(),
            ports.directory(),
            sequencer,
            ports.leadership(),
            settings.registryMessages());
    this.maintenance =
        new MaintenanceJobs(
            ports.directory(),
            ports.archive(),
            sweeper,
            hotLog,
            Optional.of(coldTier).filter(tier -> cold));
  }

  /** Starts the work that the settings require, and offers the jobs of maintenance. */
  void start(Jobs jobs) {
    if (cold) {
      coldTier.start();
    }
    sweeper.start();
    if (registry) {
      projector.start();
    }
    hotLog.ifPresent(HotLogReclaimer::start);
    maintenance.offer(jobs);
  }

  /** Signals the work that a commit requires. */
  void signal(Set<FollowUp> followUps) {
    for (FollowUp followUp : followUps) {
      switch (followUp) {
        case PROJECT -> projector.signal();
        case OFFLOAD -> coldTier.signalSealed();
        case RECLAIM -> {
          coldTier.signalGarbage();
          reclaimSoon();
        }
      }
    }
  }

  private void reclaimSoon() {
    hotLog.ifPresent(HotLogReclaimer::signal);
  }

  ColdTier coldTier() {
    return coldTier;
  }

  @Override
  public void close() {
    projector.close();
    sweeper.close();
    coldTier.close();
    hotLog.ifPresent(HotLogReclaimer::close);
  }
}
