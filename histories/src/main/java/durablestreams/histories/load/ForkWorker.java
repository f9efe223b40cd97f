package durablestreams.histories.load;

import durablestreams.histories.history.Operation;
import durablestreams.histories.load.SharedStreams.Target;
import java.util.Optional;

/** Client that forks shared streams at the tail or earlier, and deletes forks and their sources. */
final class ForkWorker implements Worker {
  private final Client client;

  ForkWorker(Client client) {
    this.client = client;
  }

  @Override
  public void step() throws InterruptedException {
    boolean own = client.chance(30);
    Target source =
        own
            ? client.streams().unused("source", client.random().nextBoolean())
            : client.streams().any(client.random());
    if (own) {
      client.streams().remember(source);
      if (!client.create(source, 0)) {
        return;
      }
      append(source, 5);
    }
    String boundary = client.streams().boundary(source);
    String offset = client.random().nextBoolean() || boundary.equals("-1") ? "" : boundary;
    Target fork = client.streams().unused("fork", source.json());
    client.streams().remember(fork);
    Operation forked =
        client.settled(() -> client.http().fork(fork.name(), source.name(), offset, fork.json()));
    if (!forked.isOk()) {
      return;
    }
    append(fork, 3);
    if (own) {
      append(source, 3);
      client.readAll(source, "-1");
      if (client.random().nextBoolean()) {
        client.settled(() -> client.http().delete(source.name()));
      }
    }
    client.readAll(fork, "-1");
    if (client.chance(30)) {
      client.settled(() -> client.http().delete(fork.name()));
      client.http().head(fork.name());
    }
  }

  private void append(Target target, int most) throws InterruptedException {
    for (int i = client.random().nextInt(most + 1); i > 0; i--) {
      client.append(target, Optional.empty(), client.payload(target.json()));
    }
  }
}
