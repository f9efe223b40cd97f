package durablestreams.simulation.server;

import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.weave.Mutant;
import java.util.List;
import java.util.Optional;

/**
 * Store of subscriptions on a simulated disk. A commit is written, synced, and then visible, with a
 * step between each of these; a start replays the log of the disk.
 */
final class SimulatedSubscriptionStore implements SubscriptionStore {

  private final SyncedLog<SubscriptionChange> disk;
  private final Faults faults;
  private final Scheduler scheduler;
  private final Mutant mutant;
  private final Runnable maybeCrash;
  private final InMemorySubscriptionStore visible = new InMemorySubscriptionStore(Long.MAX_VALUE);

  /**
   * @param maybeCrash is called by each commit
   */
  SimulatedSubscriptionStore(
      SyncedLog<SubscriptionChange> disk,
      Faults faults,
      Scheduler scheduler,
      Mutant mutant,
      Runnable maybeCrash) {
    this.disk = disk;
    this.faults = faults;
    this.scheduler = scheduler;
    this.mutant = mutant;
    this.maybeCrash = maybeCrash;
    disk.log().forEach(visible::commit);
  }

  @Override
  public void commit(List<SubscriptionChange> changes) {
    maybeCrash.run();
    scheduler.step();
    CommitFault fault = faults.ofCommit();
    fault.before();
    disk.write(changes);
    scheduler.step();
    if (mutant != Mutant.WAKE_NOT_SYNCED) {
      disk.sync();
    }
    scheduler.step();
    visible.commit(changes);
    scheduler.step();
    fault.after();
  }

  @Override
  public List<Subscription> all() {
    scheduler.step();
    return visible.all();
  }

  @Override
  public long lastGeneration(SubscriptionId id) {
    faults.beforeRead(scheduler);
    return visible.lastGeneration(id);
  }

  @Override
  public Optional<StreamLink> link(SubscriptionId id, StreamPath path) {
    faults.beforeRead(scheduler);
    return visible.link(id, path);
  }

  @Override
  public List<StreamLink> linksAfter(SubscriptionId id, String after, int limit) {
    faults.beforeRead(scheduler);
    return visible.linksAfter(id, after, limit);
  }

  @Override
  public int countLinks(SubscriptionId id) {
    scheduler.step();
    return visible.countLinks(id);
  }

  @Override
  public List<SubscriptionId> linkedTo(StreamPath path) {
    faults.beforeRead(scheduler);
    return visible.linkedTo(path);
  }

  @Override
  public List<StreamPath> explicitPathsAfter(String after, int limit) {
    faults.beforeRead(scheduler);
    return visible.explicitPathsAfter(after, limit);
  }

  @Override
  public Optional<String> sealedKeys() {
    return visible.sealedKeys();
  }
}
