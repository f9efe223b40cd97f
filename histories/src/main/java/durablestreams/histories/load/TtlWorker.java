package durablestreams.histories.load;

import durablestreams.histories.load.SharedStreams.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Client that uses streams with a TTL of a second, and looks at them before and after their end.
 */
final class TtlWorker implements Worker {
  private static final int AT_ONCE = 8;

  private final Client client;
  private final List<Target> streams = new ArrayList<>();

  TtlWorker(Client client) {
    this.client = client;
  }

  @Override
  public void step() throws InterruptedException {
    if (streams.size() < AT_ONCE) {
      Target made = client.streams().unused("ttl", false);
      if (client.create(made, 1)) {
        streams.add(made);
      }
      return;
    }
    Thread.sleep(client.random().nextInt(200));
    int chosen = client.random().nextInt(streams.size());
    Target target = streams.get(chosen);
    switch (client.random().nextInt(4)) {
      case 0 -> client.append(target, Optional.empty(), client.payload(false));
      case 1 -> client.readAll(target, "-1");
      default -> {
        if (client.http().head(target.name()).isAbsent() && client.chance(50)) {
          streams.remove(chosen);
        }
      }
    }
  }
}
