package durablestreams.histories.load;

import durablestreams.histories.history.Operation;
import durablestreams.histories.load.SharedStreams.Target;
import java.util.Optional;

/** Client that closes shared streams while others use them, and shares new ones instead. */
final class ClosingWorker implements Worker {
  private final Client client;

  ClosingWorker(Client client) {
    this.client = client;
  }

  @Override
  public void step() throws InterruptedException {
    for (int i = client.random().nextInt(100); i > 0; i--) {
      Target target = client.streams().any(client.random());
      client.append(target, Optional.empty(), client.payload(target.json()));
    }
    Target made = client.streams().unused("shared", client.random().nextBoolean());
    if (!client.create(made, 0)) {
      return;
    }
    Target closed = client.streams().any(client.random());
    client.streams().share(made);
    close(closed);
    client.append(closed, Optional.empty(), client.payload(closed.json()));
    client.readAll(closed, client.streams().boundary(closed));
    client.http().head(closed.name());
    client.streams().withdraw(closed);
  }

  private void close(Target target) throws InterruptedException {
    boolean withMessage = client.random().nextBoolean();
    if (withMessage) {
      Operation done =
          client
              .http()
              .append(
                  target.name(),
                  target.json(),
                  client.payload(target.json()),
                  Optional.empty(),
                  true);
      if (done.isOk()) {
        return;
      }
    }
    client.settled(() -> client.http().close(target.name()));
  }
}
