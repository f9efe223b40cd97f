package durablestreams.simulation.server;

import durablestreams.domain.subscription.SubscriptionChange;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Commits of subscriptions on the simulated disk. */
final class SubscriptionLog {

  private final List<List<SubscriptionChange>> log = new ArrayList<>();
  private int synced;

  void write(List<SubscriptionChange> changes) {
    log.add(List.copyOf(changes));
  }

  void sync() {
    synced = log.size();
  }

  /** Everything that was written so far, in order. */
  List<List<SubscriptionChange>> log() {
    return log;
  }

  /** Recovers after the end of the process; a power cut loses the end that was not synced. */
  void recover(boolean powerCut, RandomGenerator random) {
    if (powerCut) {
      int kept = synced;
      while (kept < log.size() && random.nextBoolean()) {
        kept++;
      }
      log.subList(kept, log.size()).clear();
    }
    synced = log.size();
  }
}
