package durablestreams.simulation.cluster;

import durablestreams.application.UnavailableException;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.simulation.schedule.Scheduler;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Update of the nodes, one after the other, to a version that reads a higher feature level, in some
 * of the runs. Then the level is raised. One node may be off meanwhile, so that the others do not
 * hear of it; it comes back as it was.
 */
final class RollingUpdate {

  static final int OLD = RecordEncoding.LEVEL;
  static final int NEW = OLD + 1;

  private static final long MILLI = 1_000_000;

  private final Scheduler scheduler;
  private final ClusterFaults faults;
  private final List<SimulatedNode> nodes;
  private final Disturbances disturbances;
  private @Nullable SimulatedNode off;
  private boolean raised;

  RollingUpdate(
      Scheduler scheduler,
      ClusterFaults faults,
      List<SimulatedNode> nodes,
      Disturbances disturbances) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.nodes = nodes;
    this.disturbances = disturbances;
  }

  void begin() {
    if (random(3) == 0) {
      boolean all = random(3) == 0;
      after(
          4_000,
          () -> {
            SimulatedNode last = nodes.getLast();
            if (!all && last.process().alive()) {
              scheduler.trace(last.name() + " is off");
              last.crash(false);
              off = last;
            }
            update(nodes.stream().filter(node -> node != off).toList());
          });
    }
  }

  private void update(List<SimulatedNode> left) {
    if (!faults.on()) {
      return;
    }
    if (left.isEmpty()) {
      raise();
      return;
    }
    update(left.getFirst());
    after(1_500, () -> update(left.subList(1, left.size())));
  }

  private void update(SimulatedNode node) {
    scheduler.trace("update " + node.name());
    node.update(NEW);
    disturbances.crash(node, false);
  }

  /** Has the leader raise the level, until it has or the faults end. */
  private void raise() {
    Optional<SimulatedNode> leader = nodes.stream().filter(RollingUpdate::leads).findFirst();
    if (faults.on() && !raised) {
      leader.ifPresent(node -> scheduler.start(node.process(), "raise", () -> raise(node)));
      after(500, this::raise);
    }
  }

  private static boolean leads(SimulatedNode node) {
    return node.isUp() && !node.process().held() && node.member().route() instanceof Route.Here;
  }

  private void raise(SimulatedNode leader) {
    try {
      RaiseAnswer answer = leader.member().raise(NEW);
      scheduler.trace("raise at " + leader.name() + ": " + answer);
      if (answer instanceof RaiseAnswer.Raised && !raised) {
        raised = true;
        after(500, this::comeBack);
      }
    } catch (UnavailableException e) {
      scheduler.trace("raise at " + leader.name() + ": " + e.getMessage());
    }
  }

  private void comeBack() {
    SimulatedNode back = off;
    if (back != null) {
      off = null;
      back.start();
    }
  }

  /** Starts and updates what is left, at the end. */
  void complete() {
    comeBack();
    if (nodes.stream().anyMatch(node -> node.readableLevel() == NEW)) {
      nodes.stream().filter(node -> node.readableLevel() == OLD).forEach(this::update);
    }
  }

  private void after(int mostMillis, Runnable action) {
    scheduler.after((1 + random(mostMillis)) * MILLI, null, action);
  }

  private int random(int bound) {
    return scheduler.random().nextInt(bound);
  }
}
