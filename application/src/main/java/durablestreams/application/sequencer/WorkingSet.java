package durablestreams.application.sequencer;

import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Working set of one batch: its entries, pinned in the cache until the batch ends, and an undo log
 * of their changes. For the lane only.
 *
 * <p>Undo allocates nothing, except to restore forgotten producers, so it works after an
 * OutOfMemoryError. A step is logged before it is taken, and undoing a step that was not taken
 * changes nothing.
 */
final class WorkingSet {

  private sealed interface Step {}

  private record Changed(
      StreamEntry entry,
      StreamState pending,
      boolean purge,
      @Nullable String producerId,
      @Nullable ProducerState producer)
      implements Step {}

  private record Forgotten(StreamEntry entry, List<Map.Entry<String, ProducerState>> producers)
      implements Step {}

  private record Begun(StreamEntry entry, @Nullable StreamEntry before) implements Step {}

  private final StreamCache cache;
  private final List<StreamEntry> pins = new ArrayList<>();
  private final List<Step> log = new ArrayList<>();
  private final Map<StreamPath, StreamEntry> created = new HashMap<>(0);
  private final Map<StreamKey, StreamEntry> createdByKey = new HashMap<>(0);

  /** An operation asks for the same stream several times in a row. */
  private @Nullable StreamEntry last;

  WorkingSet(StreamCache cache) {
    this.cache = cache;
  }

  @Nullable StreamEntry find(StreamPath path) {
    StreamEntry fresh = created.get(path);
    StreamEntry entry = fresh != null ? fresh : cache.pin(path, pins);
    last = entry;
    return entry == null || entry.pendingPurge() ? null : entry;
  }

  @Nullable StreamEntry find(StreamKey key) {
    StreamEntry entry = last;
    if (entry == null || !entry.key().equals(key)) {
      StreamEntry fresh = createdByKey.get(key);
      entry = fresh != null ? fresh : cache.pin(key, pins);
      last = entry;
    }
    return entry == null || entry.pendingPurge() ? null : entry;
  }

  StreamEntry require(StreamKey key) {
    StreamEntry entry = find(key);
    if (entry == null) {
      throw new IllegalStateException("stream " + key + " is not there");
    }
    return entry;
  }

  void create(StreamState state, Instant now) {
    StreamEntry entry = new StreamEntry(state);
    entry.touch(now);
    log.add(new Begun(entry, created.get(state.path())));
    created.put(state.path(), entry);
    createdByKey.put(state.key(), entry);
    last = entry;
  }

  void decide(StreamEntry entry, StreamChange change) {
    if (change instanceof StreamChange.ProducersForgotten forgotten) {
      log.add(new Forgotten(entry, entry.usedBefore(forgotten.usedBefore())));
      entry.decide(change);
      return;
    }
    ProducerStamp stamp = stampOf(change);
    String id = stamp == null ? null : stamp.id();
    ProducerState before = id == null ? null : entry.producer(id);
    log.add(new Changed(entry, entry.pending(), entry.pendingPurge(), id, before));
    entry.decide(change);
  }

  private static @Nullable ProducerStamp stampOf(StreamChange change) {
    return switch (change) {
      case StreamChange.Appended appended -> appended.stamp();
      case StreamChange.Closed closed -> closed.stamp();
      default -> null;
    };
  }

  void addForks(StreamEntry entry, long delta) {
    log.add(new Changed(entry, entry.pending(), entry.pendingPurge(), null, null));
    entry.addForks(delta);
  }

  /** How many steps were taken; for {@link #undoTo}. */
  int steps() {
    return log.size();
  }

  /** Undoes all steps after the first {@code steps}, the last one first. */
  void undoTo(int steps) {
    last = null;
    while (log.size() > steps) {
      switch (log.getLast()) {
        case Changed step -> {
          step.entry().undo(step.pending(), step.purge());
          if (step.producerId() != null) {
            step.entry().undoProducer(step.producerId(), step.producer());
          }
        }
        case Forgotten step -> step.entry().undoForgotten(step.producers());
        case Begun step -> undo(step);
      }
      log.removeLast();
    }
  }

  private void undo(Begun step) {
    StreamEntry entry = step.entry();
    createdByKey.remove(entry.key());
    if (step.before() == null) {
      created.remove(entry.committed().path(), entry);
    } else {
      created.replace(entry.committed().path(), entry, step.before());
    }
    entry.drop();
  }

  /** Shows what was decided to readers. It is durable by now. */
  void commit() {
    pins.forEach(StreamEntry::commit);
    createdByKey.values().forEach(StreamEntry::commit);
  }

  /** Updates the cache to the committed state. */
  void settle() {
    for (StreamEntry entry : pins) {
      if (entry.gone()) {
        cache.evict(entry);
      } else if (!entry.evicted()) {
        cache.reweigh(entry);
      }
    }
    for (StreamEntry entry : createdByKey.values()) {
      if (!entry.gone()) {
        cache.add(entry);
      }
    }
  }

  /** Evicts all entries, because the state of the store is unknown. */
  void discard() {
    pins.forEach(cache::evict);
    createdByKey.values().forEach(cache::evict);
  }

  /** Unpins the entries, which can be evicted from now on. */
  void release() {
    for (StreamEntry entry : pins) {
      assert entry.evicted() || entry.settled() : "a batch ended with changes that are pending";
      entry.unpin();
    }
  }
}
