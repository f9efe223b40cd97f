package durablestreams.application.sequencer;

import durablestreams.application.port.StoredStream;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A warm stream: what readers see of it, and what the lane is about to make of it.
 *
 * <p>Invariants: {@code committed} and {@code gone} change only after a commit succeeded, so
 * readers never see what a crash could take back. {@code pending} and {@code producers} belong to
 * the lane; between two batches {@code pending} equals {@code committed}.
 *
 * <p>An entry is free, pinned by the batch that works on it, or evicted. Only a free entry can be
 * evicted to make room, and an evicted one never comes back: the stream gets another entry.
 */
public final class StreamEntry {

  private enum Hold {
    FREE,
    PINNED,
    EVICTED
  }

  private static final AtomicReferenceFieldUpdater<StreamEntry, Hold> HOLD =
      AtomicReferenceFieldUpdater.newUpdater(StreamEntry.class, Hold.class, "hold");

  private final StreamKey key;

  /** The one that has been idle longest first. */
  private final SequencedMap<String, ProducerState> producers;

  private volatile Hold hold = Hold.FREE;
  private volatile StreamState committed;
  private volatile boolean gone;
  private volatile long deadlineMillis;
  private volatile boolean used;

  private StreamState pending;
  private boolean pendingPurge;
  private long producerBytes;

  /** Place in the eviction order and leased weight; guarded by the cache. */
  final EvictionRing.Node node = new EvictionRing.Node(this);

  StreamEntry(StoredStream stored) {
    this(stored.state(), byUse(stored.producers()));
  }

  /** A stream that was just created. */
  StreamEntry(StreamState state) {
    this(state, new LinkedHashMap<>(0));
  }

  private StreamEntry(StreamState state, SequencedMap<String, ProducerState> producers) {
    this.key = state.key();
    this.committed = state;
    this.pending = state;
    this.producers = producers;
    this.deadlineMillis = state.deadline().toEpochMilli();
    producers.keySet().forEach(id -> producerBytes += ProducerState.retainedBytes(id));
  }

  private static SequencedMap<String, ProducerState> byUse(Map<String, ProducerState> producers) {
    SequencedMap<String, ProducerState> sorted = LinkedHashMap.newLinkedHashMap(producers.size());
    producers.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.comparingLong(ProducerState::usedMillis)))
        .forEachOrdered(producer -> sorted.put(producer.getKey(), producer.getValue()));
    return sorted;
  }

  public StreamKey key() {
    return key;
  }

  /** The stream after the last durable commit. */
  public StreamState committed() {
    return committed;
  }

  /** Whether the stream was purged; then nothing of it may be shown any more. */
  public boolean gone() {
    return gone;
  }

  /** Whether the life of the stream is over, although nobody may have removed it yet. */
  public boolean expiredAt(Instant now) {
    return now.toEpochMilli() >= deadlineMillis;
  }

  /** Lets a sliding life begin again at {@code now}. */
  public void touch(Instant now) {
    if (committed.expiry() instanceof Expiry.Sliding sliding) {
      deadlineMillis = sliding.deadlineAfter(now).toEpochMilli();
    }
  }

  /** Whether the deadline has moved past the one that is written down. */
  public boolean outlivesItsRecord() {
    return deadlineMillis > committed.deadline().toEpochMilli();
  }

  /** The deadline to write down: the real one, and the allowance that spares later writes. */
  Instant deadlineToRecord() {
    Instant deadline = Instant.ofEpochMilli(deadlineMillis);
    return committed.expiry() instanceof Expiry.Sliding(long seconds)
        ? committed.expiry().persistedDeadline(deadline.minusSeconds(seconds))
        : deadline;
  }

  /** The stream with everything that was decided so far, durable or not. For the lane only. */
  StreamState pending() {
    return pending;
  }

  boolean pendingPurge() {
    return pendingPurge;
  }

  @Nullable ProducerState producer(String id) {
    return producers.get(id);
  }

  /** All producers, the one that has been idle longest first. */
  Collection<ProducerState> producersByUse() {
    return producers.values();
  }

  /** Takes a decided change. For the lane only. */
  void decide(StreamChange change) {
    pending = change.appliedTo(pending);
    switch (change) {
      case StreamChange.Appended appended -> remember(appended.stamp(), appended.at());
      case StreamChange.Closed closed -> remember(closed.stamp(), closed.at());
      case StreamChange.ProducersForgotten forgotten ->
          usedBefore(forgotten.usedBefore()).forEach(producer -> forget(producer.getKey()));
      case StreamChange.Purged ignored -> pendingPurge = true;
      default -> {}
    }
  }

  private void remember(@Nullable ProducerStamp stamp, Instant at) {
    if (stamp != null && producers.putLast(stamp.id(), ProducerState.after(stamp, at)) == null) {
      producerBytes += ProducerState.retainedBytes(stamp.id());
    }
  }

  private void forget(String id) {
    if (producers.remove(id) != null) {
      producerBytes -= ProducerState.retainedBytes(id);
    }
  }

  /** The producers that were last used before the millisecond of {@code instant}. */
  List<Map.Entry<String, ProducerState>> usedBefore(Instant instant) {
    long before = instant.toEpochMilli();
    return producers.entrySet().stream()
        .filter(producer -> producer.getValue().usedMillis() < before)
        .map(Map.Entry::copyOf)
        .toList();
  }

  void addForks(long delta) {
    pending = pending.withMoreForks(delta);
  }

  /** Goes back to what was decided before; allocates nothing. For the lane only. */
  void undo(StreamState before, boolean purgeBefore) {
    pending = before;
    pendingPurge = purgeBefore;
  }

  /** Gives a producer the state it had before, or none. For the lane only. */
  void undoProducer(String id, @Nullable ProducerState before) {
    if (before != null) {
      producers.replace(id, before);
    } else {
      forget(id);
    }
  }

  /** Brings back producers that were idle longest. For the lane only. */
  void undoForgotten(List<Map.Entry<String, ProducerState>> forgotten) {
    for (Map.Entry<String, ProducerState> producer : forgotten.reversed()) {
      if (producers.putFirst(producer.getKey(), producer.getValue()) == null) {
        producerBytes += ProducerState.retainedBytes(producer.getKey());
      }
    }
  }

  /** What was decided is durable now. For the lane only. */
  void commit() {
    if (committed != pending) {
      committed = pending;
    }
    if (pendingPurge) {
      gone = true;
    }
  }

  /** Whether nothing is decided that is not durable. For the lane only. */
  boolean settled() {
    return pending == committed && pendingPurge == gone;
  }

  /** Heap bytes that the entry keeps. For the lane, or before the entry is shared. */
  long weight() {
    return StreamWeight.of(committed) + producerBytes;
  }

  void markUsed() {
    if (!used) {
      used = true;
    }
  }

  boolean usedSinceLastLook() {
    boolean was = used;
    used = false;
    return was;
  }

  /** Keeps the entry from eviction while a batch works on it; false if it is evicted already. */
  boolean pin() {
    return HOLD.compareAndSet(this, Hold.FREE, Hold.PINNED);
  }

  void unpin() {
    HOLD.compareAndSet(this, Hold.PINNED, Hold.FREE);
  }

  boolean pinned() {
    return hold == Hold.PINNED;
  }

  /** Whether the cache has, or will have, another entry for the stream. */
  boolean evicted() {
    return hold == Hold.EVICTED;
  }

  /** Evicts an entry whatever holds it. For the lane only. */
  void drop() {
    hold = Hold.EVICTED;
  }

  /**
   * Evicts an entry that is free and whose deadline is written down. A thread that moves the
   * deadline at the same time either is seen here, or sees the eviction.
   */
  boolean tryEvict() {
    if (!HOLD.compareAndSet(this, Hold.FREE, Hold.EVICTED)) {
      return false;
    }
    if (outlivesItsRecord()) {
      hold = Hold.FREE;
      return false;
    }
    return true;
  }
}
