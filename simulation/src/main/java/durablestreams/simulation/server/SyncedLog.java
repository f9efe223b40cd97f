package durablestreams.simulation.server;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Log of commits on a simulated disk. A record that was written survives the end of the process;
 * one that was synced survives a power cut as well.
 *
 * @param <C> the changes of a commit
 */
final class SyncedLog<C> {

  private final List<List<C>> log = new ArrayList<>();
  private int synced;

  /** Writes a record. A crash before leaves nothing of it: a torn record is not recovered. */
  void write(List<C> changes) {
    log.add(List.copyOf(changes));
  }

  /** Syncs everything that is written. */
  void sync() {
    synced = log.size();
  }

  /** Everything that was written so far, in order. */
  List<List<C>> log() {
    return log;
  }

  /**
   * Recovers after the end of the process. Of what was not synced, a power cut leaves nothing or a
   * random half, without a gap.
   */
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
