package durablestreams.application.subscription.wake;

import java.util.HashMap;
import java.util.Map;

/** Limit of deliveries at a time, in all and for each host. */
final class HostSlots {

  private final int inAll;
  private final int perHost;
  private final Map<String, Integer> taken = new HashMap<>();
  private int total;

  HostSlots(int inAll, int perHost) {
    this.inAll = inAll;
    this.perHost = perHost;
  }

  /** Takes a slot; whether there was one. */
  synchronized boolean take(String host) {
    int ofHost = taken.getOrDefault(host, 0);
    if (total >= inAll || ofHost >= perHost) {
      return false;
    }
    taken.put(host, ofHost + 1);
    total++;
    return true;
  }

  /** Whether no host can get one. */
  synchronized boolean areTaken() {
    return total >= inAll;
  }

  synchronized void release(String host) {
    taken.computeIfPresent(host, (h, count) -> count == 1 ? null : count - 1);
    total--;
  }
}
