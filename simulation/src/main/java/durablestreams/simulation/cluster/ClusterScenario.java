package durablestreams.simulation.cluster;

import durablestreams.simulation.Scenario;
import durablestreams.simulation.client.Client;
import durablestreams.simulation.client.History;
import durablestreams.simulation.client.Owners;
import durablestreams.simulation.client.Readers;
import durablestreams.simulation.client.Writers;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedProcess;
import durablestreams.simulation.schedule.SimulationFailedException;
import durablestreams.simulation.weave.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Three nodes on one log with some clients, of which each request goes to a random node. */
public final class ClusterScenario implements Scenario {

  private static final long LONGEST_NANOS = 1_800_000_000_000L;
  private static final List<String> SHARED = List.of("shared", "shared-text");

  private final SimulatedProcess clients = new SimulatedProcess("clients");
  private final History history = new History();
  private final Owners.Forks forks = new Owners.Forks();
  private final List<Thread> working = new ArrayList<>();

  @Override
  public void run(Scheduler scheduler, Mutant mutant) {
    ClusterFaults faults = new ClusterFaults(scheduler.random());
    Ledger ledger = new Ledger();
    SimulatedLog log = new SimulatedLog(scheduler, faults, ledger);
    Network network = new Network(scheduler, faults);
    Snapshots snapshots = new Snapshots(scheduler, faults);
    List<SimulatedNode> nodes = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      nodes.add(
          new SimulatedNode(name, scheduler, faults, network, log, snapshots, ledger, mutant));
    }
    Cluster cluster = new Cluster(scheduler, nodes);
    Disturbances disturbances = new Disturbances(scheduler, faults, nodes, network, log);
    RollingUpdate update = new RollingUpdate(scheduler, faults, nodes, disturbances);
    disturbances.begin();
    update.begin();
    nodes.forEach(SimulatedNode::start);
    for (String path : SHARED) {
      role(scheduler, cluster, "writer-of-" + path, client -> Writers.append(client, path));
      role(scheduler, cluster, "producer-of-" + path, client -> Writers.produce(client, path));
      role(scheduler, cluster, "follower-of-" + path, client -> Readers.follow(client, path));
    }
    role(scheduler, cluster, "reader", client -> Readers.read(client, SHARED));
    role(scheduler, cluster, "closer", Writers::close);
    role(scheduler, cluster, "expirer", Writers::expire);
    role(scheduler, cluster, "deleter", client -> Owners.delete(client, forks));
    String source = SHARED.get(scheduler.random().nextInt(SHARED.size()));
    role(scheduler, cluster, "forker", client -> Owners.fork(client, source, forks));
    runOut(scheduler);

    faults.end();
    ClusterJudge judge = new ClusterJudge(cluster, disturbances, history, forks, scheduler, ledger);
    working.add(
        scheduler.start(
            clients,
            "judge",
            () -> {
              update.complete();
              judge.judge();
            }));
    runOut(scheduler);
  }

  private void role(Scheduler scheduler, Cluster cluster, String name, Consumer<Client> role) {
    Client client = new Client(name, cluster, history, scheduler);
    working.add(scheduler.start(clients, name, () -> role.accept(client)));
  }

  private void runOut(Scheduler scheduler) {
    boolean ended =
        scheduler.runUntil(() -> {
          working.removeIf(thread -> !thread.isAlive());
          return working.isEmpty() || scheduler.now() > LONGEST_NANOS;
        });
    if (!ended || !working.isEmpty()) {
      List<String> names = working.stream().map(Thread::getName).toList();
      throw new SimulationFailedException("clients got no answer: " + names, null);
    }
  }
}
