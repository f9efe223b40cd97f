package durablestreams.adapters.sqlite.index;

import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import java.util.HashMap;
import java.util.Map;

/** Producers of a stream that changed since its snapshot, and the heap bytes that they take. */
final class ChangedProducers {

  /** Those of a stream without any; nothing is added to it. */
  static final ChangedProducers NONE = new ChangedProducers();

  private final Map<String, ProducerState> states = new HashMap<>(4);
  private long bytes;

  void put(ProducerStamp stamp, long at) {
    ProducerState state = new ProducerState(stamp.epoch(), stamp.seq(), at);
    if (states.put(stamp.id(), state) == null) {
      bytes += ProducerState.retainedBytes(stamp.id());
    }
  }

  void forget(long usedBefore) {
    if (states.values().removeIf(producer -> producer.usedMillis() < usedBefore)) {
      bytes = states.keySet().stream().mapToLong(ProducerState::retainedBytes).sum();
    }
  }

  boolean has(String id) {
    return states.containsKey(id);
  }

  int count() {
    return states.size();
  }

  long bytes() {
    return bytes;
  }

  Map<String, ProducerState> copy() {
    return Map.copyOf(states);
  }
}
