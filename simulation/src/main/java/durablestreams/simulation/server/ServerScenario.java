package durablestreams.simulation.server;

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

/** One server with some clients, which crashes and starts again and again. */
public final class ServerScenario implements Scenario {

  private static final long LONGEST_NANOS = 1_800_000_000_000L;
  private static final List<String> SHARED = List.of("shared", "shared-text");

  private final SimulatedProcess clients = new SimulatedProcess("clients");
  private final History history = new History();
  private final Owners.Forks forks = new Owners.Forks();
  private final List<Thread> working = new ArrayList<>();

  @Override
  public void run(Scheduler scheduler, Mutant mutant) {
    Faults faults = new Faults(scheduler.random());
    SimulatedServer server = new SimulatedServer(scheduler, faults, mutant);
    Outages outages = new Outages(scheduler, server, faults);
    server.crashesBy(outages);
    server.start();
    outages.begin();
    for (String path : SHARED) {
      role(scheduler, server, "writer-of-" + path, client -> Writers.append(client, path));
      role(scheduler, server, "producer-of-" + path, client -> Writers.produce(client, path));
      role(scheduler, server, "follower-of-" + path, client -> Readers.follow(client, path));
    }
    Subscribers subscribers = new Subscribers(server, SHARED);
    role(scheduler, server, "subscriber", subscribers::subscribe);
    role(scheduler, server, "appender-to-linked", subscribers::append);
    role(scheduler, server, "reader", client -> Readers.read(client, SHARED));
    role(scheduler, server, "closer", Writers::close);
    role(scheduler, server, "expirer", Writers::expire);
    role(scheduler, server, "deleter", client -> Owners.delete(client, forks));
    String source = SHARED.get(scheduler.random().nextInt(SHARED.size()));
    role(scheduler, server, "forker", client -> Owners.fork(client, source, forks));
    runOut(scheduler);

    outages.end();
    Client last = new Client("judge", server, history, scheduler);
    Judge judge = new Judge(last, server, outages, forks, subscribers);
    working.add(scheduler.start(clients, "judge", judge::judge));
    runOut(scheduler);
  }

  private void role(
      Scheduler scheduler, SimulatedServer server, String name, Consumer<Client> role) {
    Client client = new Client(name, server, history, scheduler);
    working.add(
        scheduler.start(
            clients,
            name,
            () -> {
              try {
                role.accept(client);
              } catch (Client.LostException e) {
                scheduler.trace(name + " ends: " + e.getMessage());
              }
            }));
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
