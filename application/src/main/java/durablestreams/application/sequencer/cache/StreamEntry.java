package durablestreams.application.sequencer.cache;

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
 * Warm stream: the committed state that readers see, and the pending state of the lane.
 *
 * <p>Invariants: {@code committed} and {@code gone} change only after a successful commit, so
 * readers never see state that a crash can revert. {@code pending} and {@code producers} belong to
 * the lane; between two batches {@code pending} equals {@code committed}.
 *
 * <p>An entry is free, pinned by the current batch, or evicted. Only a free entry can be evicted to
 * make room. An evicted entry is never reused: the stream gets a new one.
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

  public StreamEntry(StoredStream stored) {
    this(stored.state(), byUse(stored.producers()));
  }

  /** A stream that was just created. */
  public StreamEntry(StreamState state) {
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

  /** About how many producers are remembered: the lane may be changing them. */
  int producerCount() {
    return producers.size();
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

  /** Whether the stream was purged; its data must not be returned any more. */
  public boolean gone() {
    return gone;
  }

  /** Whether the stream has expired; it may not have been removed yet. */
  public boolean expiredAt(Instant now) {
    return now.toEpochMilli() >= deadlineMillis;
  }

  /** Restarts a sliding time to live at {@code now}. */
  public void touch(Instant now) {
    if (committed.expiry() instanceof Expiry.Sliding sliding) {
      deadlineMillis = sliding.deadlineAfter(now).toEpochMilli();
    }
  }

  /** Moves the deadline to {@code deadline} if that is later. */
  public void extendTo(Instant deadline) {
    deadlineMillis = Math.max(deadlineMillis, deadline.toEpochMilli());
  }

  Instant deadline() {
    return Instant.ofEpochMilli(deadlineMillis);
  }

  /** Whether the deadline is later than the persisted one. */
  public boolean deadlineNeedsPersisting() {
    return deadlineMillis > committed.deadline().toEpochMilli();
  }

  /** The deadline to persist: the actual one plus an allowance that saves later writes. */
  public Instant deadlineToRecord() {
    return committed.expiry() instanceof Expiry.Sliding(long seconds)
        ? committed.expiry().persistedDeadline(deadline().minusSeconds(seconds))
        : deadline();
  }

  /** The stream with everything that was decided so far, durable or not. For the lane only. */
  public StreamState pending() {
    return pending;
  }

  public boolean pendingPurge() {
    return pendingPurge;
  }

  public @Nullable ProducerState producer(String id) {
    return producers.get(id);
  }

  /** All producers, the one that has been idle longest first. */
  public Collection<ProducerState> producersByUse() {
    return producers.values();
  }

  /** Applies a decided change. For the lane only. */
  public void decide(StreamChange change) {
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
  public List<Map.Entry<String, ProducerState>> usedBefore(Instant instant) {
    long before = instant.toEpochMilli();
    return producers.entrySet().stream()
        .filter(producer -> producer.getValue().usedMillis() < before)
        .map(Map.Entry::copyOf)
        .toList();
  }

  public void addForks(long delta) {
    pending = pending.withMoreForks(delta);
  }

  /** Restores an earlier pending state; allocates nothing. For the lane only. */
  public void undo(StreamState before, boolean purgeBefore) {
    pending = before;
    pendingPurge = purgeBefore;
  }

  /** Restores the previous state of a producer, or removes it. For the lane only. */
  public void undoProducer(String id, @Nullable ProducerState before) {
    if (before != null) {
      producers.replace(id, before);
    } else {
      forget(id);
    }
  }

  /** Restores forgotten producers, which were idle longest. For the lane only. */
  public void undoForgotten(List<Map.Entry<String, ProducerState>> forgotten) {
    for (Map.Entry<String, ProducerState> producer : forgotten.reversed()) {
      if (producers.putFirst(producer.getKey(), producer.getValue()) == null) {
        producerBytes += ProducerState.retainedBytes(producer.getKey());
      }
    }
  }

  /** Makes the pending state the committed one, once it is durable. For the lane only. */
  public void commit() {
    if (committed != pending) {
      committed = pending;
    }
    if (pendingPurge) {
      gone = true;
    }
  }

  /** Whether no decided change awaits its commit. For the lane only. */
  public boolean settled() {
    return pending == committed && pendingPurge == gone;
  }

  /** Heap bytes of the entry. For the lane, or before the entry is shared. */
  public long weight() {
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

  public void unpin() {
    HOLD.compareAndSet(this, Hold.PINNED, Hold.FREE);
  }

  boolean pinned() {
    return hold == Hold.PINNED;
  }

  /** Whether the cache has, or will have, another entry for the stream. */
  public boolean evicted() {
    return hold == Hold.EVICTED;
  }

  /** Evicts the entry even if it is pinned. For the lane only. */
  public void drop() {
    hold = Hold.EVICTED;
  }

  /**
   * Evicts the entry if it is free and its deadline is persisted. A thread that moves the deadline
   * concurrently is either detected here or detects the eviction.
   */
  boolean tryEvict() {
    if (!HOLD.compareAndSet(this, Hold.FREE, Hold.EVICTED)) {
      return false;
    }
    if (deadlineNeedsPersisting()) {
      hold = Hold.FREE;
      return false;
    }
    return true;
  }
}
