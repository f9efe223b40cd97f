package durablestreams.simulation.cluster;

import static durablestreams.simulation.client.History.require;

import durablestreams.simulation.client.Client;
import durablestreams.simulation.client.Client.Found;
import durablestreams.simulation.client.History;
import durablestreams.simulation.client.History.Content;
import durablestreams.simulation.client.Owners;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.client.Writers;
import durablestreams.simulation.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks at the end of a run, when all faults are over: every node has everything. */
final class ClusterJudge {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final Disturbances disturbances;
  private final History history;
  private final Owners.Forks forks;
  private final Scheduler scheduler;
  private final Ledger ledger;

  ClusterJudge(
      Cluster cluster,
      Disturbances disturbances,
      History history,
      Owners.Forks forks,
      Scheduler scheduler,
      Ledger ledger) {
    this.cluster = cluster;
    this.disturbances = disturbances;
    this.history = history;
    this.forks = forks;
    this.scheduler = scheduler;
    this.ledger = ledger;
  }

  void judge() {
    settle();
    cluster.nodes().forEach(this::hasEverything);
    // What was acknowledged survives a power cut of all nodes at once: the log has it.
    cluster.nodes().forEach(node -> disturbances.crash(node, true));
    settle();
    cluster.nodes().forEach(this::hasEverything);
    history.contents().values().forEach(content -> forks.check(history, content));
    history.checkOnce();
    ledger.checkLevels();
  }

  /** Waits until all nodes are there, and one leads. */
  private void settle() {
    Instant end = cluster.now().plus(LONGEST);
    while (disturbances.goOn() || !cluster.nodes().stream().allMatch(ClusterJudge::isReady)) {
      require(cluster.now().isBefore(end), "the nodes do not come back: " + states());
      Servers.pause(Duration.ofMillis(200));
    }
  }

  private static boolean isReady(SimulatedNode node) {
    return node.isUp() && node.member().status().ready();
  }

  private List<Object> states() {
    return cluster.nodes().stream()
        .map(node -> node.isUp() ? node.member().status() : node.name())
        .toList();
  }

  private void hasEverything(SimulatedNode node) {
    Client client = new Client("judge of " + node.name(), cluster.only(node), history, scheduler);
    Set<String> paths = new TreeSet<>();
    history.contents().values().forEach(content -> paths.add(content.path));
    for (String path : paths) {
      Found found = client.readAll(path);
      Content content = found.content();
      if (path.startsWith("shared") || path.startsWith("closed")) {
        require(content != null, path + " is not there: " + found.last());
        Writers.requireAll(found, history.acknowledged(path));
      }
      if (content != null) {
        history.checkAcknowledged(content);
      }
    }
    require(
        node.member().status().position() <= ledger.last(),
        node.name() + " is beyond the end of the log");
  }
}
