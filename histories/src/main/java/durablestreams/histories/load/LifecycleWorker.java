package durablestreams.histories.load;

import durablestreams.histories.load.SharedStreams.Target;
import java.util.Optional;

/** Client that creates, uses and deletes streams of a few names again and again. */
final class LifecycleWorker implements Worker {
  private static final int NAMES = 4;

  private final Client client;
  private final Target[] names = new Target[NAMES];
  private final boolean[] there = new boolean[NAMES];

  LifecycleWorker(Client client) {
    this.client = client;
    for (int i = 0; i < NAMES; i++) {
      names[i] = client.streams().unused("life", i % 2 == 1);
      client.streams().remember(names[i]);
    }
  }

  @Override
  public void step() throws InterruptedException {
    int chosen = client.random().nextInt(NAMES);
    Target target = names[chosen];
    if (!there[chosen]) {
      there[chosen] = client.create(target, 0);
      return;
    }
    for (int i = client.random().nextInt(6); i > 0; i--) {
      client.append(target, Optional.empty(), client.payload(target.json()));
    }
    client.readAll(target, "-1");
    if (client.chance(40)) {
      client.settled(() -> client.http().delete(target.name()));
      there[chosen] = false;
      client.http().head(target.name());
      client.readAll(target, "-1");
    }
  }
}
