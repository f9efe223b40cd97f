package durablestreams.application.sequencer.cache;

import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Deadlines of evicted streams that are later than the persisted ones. A stream whose state is in
 * doubt is evicted although only memory knows how long it lives; the entry that is loaded next gets
 * its deadline, at the latest when the persisted one is over. Guarded by the cache.
 */
final class UnrecordedDeadlines {

  private final Map<StreamKey, Instant> deadlines = new HashMap<>(0);

  /** The entry is evicted. */
  void keep(StreamEntry evicted) {
    if (!evicted.gone() && evicted.deadlineNeedsPersisting()) {
      deadlines.merge(
          evicted.key(), evicted.deadline(), (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  /** The entry is the next one of its stream. */
  void restoreTo(StreamEntry loaded) {
    Instant deadline = deadlines.get(loaded.key());
    if (deadline != null) {
      loaded.extendTo(deadline);
    }
  }

  /** The entry with the deadline is in the cache. */
  void forget(StreamEntry added) {
    deadlines.remove(added.key());
  }
}
