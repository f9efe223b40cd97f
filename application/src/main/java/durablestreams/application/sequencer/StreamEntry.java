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
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A warm stream: what readers see of it, and what the lane is about to make of it.
 *
 * <p>Invariants: {@code committed} and {@code gone} change only after a commit succeeded, so
 * readers never see what a crash could take back. {@code pending} and {@code producers} belong to
 * the lane; between two batches {@code pending} equals {@code committed}. When a commit fails the
 * entry is thrown away and read from the store again.
 */
public final class StreamEntry {

  private final StreamKey key;

  /** The one that has been idle longest first. */
  private final SequencedMap<String, ProducerState> producers;

  private volatile StreamState committed;
  private volatile boolean gone;
  private volatile long deadlineMillis;
  private volatile boolean used = true;

  private StreamState pending;
  private boolean pendingPurge;

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
    used = true;
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
      case StreamChange.ProducersForgotten forgotten -> forget(forgotten.usedBefore());
      case StreamChange.Purged ignored -> pendingPurge = true;
      default -> {}
    }
  }

  private void remember(@Nullable ProducerStamp stamp, Instant at) {
    if (stamp != null) {
      producers.putLast(stamp.id(), ProducerState.after(stamp, at));
    }
  }

  private void forget(Instant usedBefore) {
    long before = usedBefore.toEpochMilli();
    producers.values().removeIf(producer -> producer.usedMillis() < before);
  }

  void addForks(long delta) {
    pending = pending.withMoreForks(delta);
  }

  /** What was decided is durable now. For the lane only. */
  void commit() {
    committed = pending;
    gone = pendingPurge;
  }

  boolean usedSinceLastLook() {
    boolean was = used;
    used = false;
    return was;
  }
}
