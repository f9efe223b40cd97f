package durablestreams.simulation.cluster;

import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedProcess;
import java.util.List;

/** Disturbances of nodes, links, clocks and the engine of the log, until all of it ends. */
final class Disturbances {

  private static final long MILLI = 1_000_000;

  private final Scheduler scheduler;
  private final ClusterFaults faults;
  private final List<SimulatedNode> nodes;
  private final Network network;
  private final SimulatedLog log;
  private int pending;

  Disturbances(
      Scheduler scheduler,
      ClusterFaults faults,
      List<SimulatedNode> nodes,
      Network network,
      SimulatedLog log) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.nodes = nodes;
    this.network = network;
    this.log = log;
  }

  void begin() {
    nodes.forEach(this::setClock);
    next();
  }

  private void next() {
    after(
        3_000,
        () -> {
          if (faults.on()) {
            happen();
            next();
          }
        });
  }

  private void after(int mostMillis, Runnable action) {
    scheduler.after((1 + random(mostMillis)) * MILLI, null, action);
  }

  private int random(int bound) {
    return scheduler.random().nextInt(bound);
  }

  private SimulatedNode any() {
    return nodes.get(random(nodes.size()));
  }

  private void happen() {
    switch (random(8)) {
      case 0 -> crash(any(), random(2) == 0);
      case 1 -> hold(any());
      case 2 -> isolate(any());
      case 3 -> cutOff(any());
      case 4 -> stopLog();
      case 5 -> setClock(any());
      case 6 -> loseDisk(any());
      default -> retire(any());
    }
  }

  /** Ends a process now, and starts another one later. */
  void crash(SimulatedNode node, boolean powerCut) {
    if (node.process().alive()) {
      pending++;
      node.crash(powerCut);
      after(
          1_500,
          () -> {
            pending--;
            node.start();
          });
    }
  }

  /** Ends a process, and starts another one later with an empty disk. */
  private void loseDisk(SimulatedNode node) {
    if (node.process().alive()) {
      crash(node, true);
      node.loseDisk();
    }
  }

  /** Holds a process for up to three times the time after which another node leads. */
  private void hold(SimulatedNode node) {
    SimulatedProcess process = node.process();
    if (process.alive() && !process.held()) {
      pending++;
      scheduler.trace("hold " + node.name());
      scheduler.hold(process);
      after(
          3_000,
          () -> {
            pending--;
            scheduler.trace("resume " + node.name());
            scheduler.resume(process);
          });
    }
  }

  /** Cuts a node from all others, and sometimes from the log too. */
  private void isolate(SimulatedNode node) {
    scheduler.trace("isolate " + node.name());
    nodes.forEach(other -> network.cut(node.name(), other.name()));
    if (random(2) == 0) {
      network.cut(node.name(), Network.LOG);
    }
    mendLater();
  }

  private void cutOff(SimulatedNode node) {
    scheduler.trace("cut " + node.name() + " off the log");
    network.cut(node.name(), Network.LOG);
    mendLater();
  }

  private void mendLater() {
    pending++;
    after(
        4_000,
        () -> {
          pending--;
          scheduler.trace("mend the network");
          network.mend();
        });
  }

  private void stopLog() {
    pending++;
    scheduler.trace("the log is down");
    log.down(true);
    after(
        2_500,
        () -> {
          pending--;
          scheduler.trace("the log is up");
          log.down(false);
        });
  }

  private void setClock(SimulatedNode node) {
    long most = Cluster.CLOCKS.toNanos();
    node.clockOffset(scheduler.random().nextLong(-most, most));
  }

  /** Stops a node in order: it hands over before it ends. */
  private void retire(SimulatedNode node) {
    SimulatedProcess process = node.process();
    if (node.isUp() && !process.held()) {
      scheduler.trace("retire " + node.name());
      scheduler.start(
          process,
          "retire",
          () -> {
            try {
              node.member().retire(Cluster.FAILOVER_AFTER.multipliedBy(3));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            scheduler.after(
                1,
                null,
                () -> {
                  if (node.process() == process) {
                    crash(node, false);
                  }
                });
          });
    }
  }

  /** Whether something that began has not ended. */
  boolean goOn() {
    return pending > 0;
  }
}
