package durablestreams.adapters.memory;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Application of each change to the {@link HeapState}. The caller holds the write lock. */
final class HeapChanges {

  private final HeapState heap;

  HeapChanges(HeapState heap) {
    this.heap = heap;
  }

  /** Applies a change that fits. */
  void apply(StreamChange change) {
    switch (change) {
      case StreamChange.Created(StreamState state, String tenant) -> {
        create(state);
        if (!tenant.isEmpty()) {
          heap.stream(state.key()).tenant = tenant;
          heap.tenants.merge(tenant, 1, Integer::sum);
        }
      }
      case StreamChange.Restored restored -> restore(restored);
      case StreamChange.Appended appended -> append(appended);
      case StreamChange.Closed closed -> {
        HeapStream stream = fold(closed.key(), change);
        remember(stream, closed.stamp(), closed.at());
      }
      case StreamChange.SegmentSealed(SealedSegment segment) -> seal(segment);
      case StreamChange.SegmentsSkipped skipped -> fold(skipped.key(), change);
      case StreamChange.SegmentsOffloaded(StoredObject object) -> offload(object);
      case StreamChange.ObjectsCompacted(StoredObject object, List<StoredObject> replaced) ->
          compact(object, replaced);
      case StreamChange.ObjectsMarkedGarbage(List<String> names) ->
          names.forEach(heap::markGarbage);
      case StreamChange.ObjectsScheduled(List<String> names, Instant removeAt) -> {
        for (String name : names) {
          if (heap.garbage.remove(name)) {
            heap.scheduled.put(name, removeAt);
          }
        }
      }
      case StreamChange.ObjectsReclaimed(List<String> names) -> names.forEach(heap::forget);
      case StreamChange.FrontTrimmed(StreamKey key, Front front) ->
          trim(fold(key, change), front.position());
      case StreamChange.SoftDeleted(StreamKey key) -> {
        HeapStream stream = fold(key, change);
        heap.deadlines.remove(heap.deadlineOf(stream));
        heap.leaveTenant(stream);
      }
      case StreamChange.ProducersForgotten(StreamKey key, Instant usedBefore) ->
          forgetProducers(heap.stream(key), usedBefore);
      case StreamChange.Purged(StreamKey key) -> purge(key);
      case StreamChange.DeadlineMoved moved -> {
        heap.deadlines.remove(heap.deadlineOf(heap.stream(moved.key())));
        heap.watchDeadline(fold(moved.key(), change));
      }
      case StreamChange.EventQueued(var event) -> heap.announce(event);
      case StreamChange.AnnouncementsDelivered(long number) -> {
        while (!heap.announcements.isEmpty() && heap.announcements.getFirst().number() <= number) {
          heap.announcements.removeFirst();
        }
      }
    }
  }

  private HeapStream fold(StreamKey key, StreamChange change) {
    HeapStream stream = heap.stream(key);
    stream.state = change.appliedTo(stream.state);
    return stream;
  }

  private void create(StreamState state) {
    HeapStream stream = new HeapStream(state);
    heap.add(stream);
    countFork(state, 1);
  }

  private void restore(StreamChange.Restored restored) {
    create(restored.state());
    HeapStream stream = heap.stream(restored.state().key());
    stream.segments.addAll(restored.segments());
    stream.objects.addAll(restored.objects());
    heap.archived.put(restored.state().key(), stream);
    heap.totals.entries += restored.segments().size();
    heap.totals.objects += restored.objects().size();
  }

  private void append(StreamChange.Appended appended) {
    HeapStream stream = heap.stream(appended.key());
    if (stream.state.tail().segmentIsEmpty()) {
      stream.firstAppend = appended.at();
      heap.openByFirst.putLast(appended.key(), stream);
    }
    heap.openByLast.putLast(appended.key(), stream);
    stream.lastAppend = appended.at();
    stream.state = appended.appliedTo(stream.state);
    MessageBatch batch = appended.batch().detached();
    var row = new HeapStream.Row(appended.from(), batch);
    stream.rows.add(row);
    heap.totals.add(row);
    remember(stream, appended.stamp(), appended.at());
  }

  private void seal(SealedSegment segment) {
    HeapStream stream = heap.stream(segment.key());
    stream.state = new StreamChange.SegmentSealed(segment).appliedTo(stream.state);
    stream.segments.add(segment);
    stream.pending.add(segment);
    if (stream.turn == 0) {
      heap.enqueuePending(stream);
    }
    heap.openByFirst.remove(segment.key());
    heap.openByLast.remove(segment.key());
    heap.totals.addPending(segment);
    heap.totals.entries++;
  }

  private void offload(StoredObject object) {
    HeapStream stream = heap.stream(object.key());
    heap.totals.remove(stream.takeRows(object.start(), object.end()));
    stream.pending.removeIf(segment -> {
      boolean held =
          segment.number() >= object.firstSegment() && segment.number() <= object.lastSegment();
      if (held) {
        heap.totals.removePending(segment);
      }
      return held;
    });
    heap.requeuePending(stream);
    stream.insert(object);
    heap.archived.put(object.key(), stream);
    heap.totals.objects++;
    heap.forget(object.name());
  }

  private void compact(StoredObject object, List<StoredObject> replaced) {
    HeapStream stream = heap.stream(object.key());
    stream.objects.removeAll(replaced);
    stream.insert(object);
    heap.totals.objects += 1 - replaced.size();
    replaced.forEach(old -> heap.markGarbage(old.name()));
    heap.forget(object.name());
  }

  /** A segment stays as long as an object holds it, even if that begins before {@code front}. */
  private void trim(HeapStream stream, long front) {
    StreamKey key = stream.state.key();
    heap.totals.remove(stream.takeRows(0, front));
    List<StoredObject> garbage = stream.objects.stream().filter(o -> o.end() <= front).toList();
    garbage.forEach(object -> heap.markGarbage(object.name()));
    stream.objects.removeAll(garbage);
    heap.totals.objects -= garbage.size();
    if (stream.objects.isEmpty()) {
      heap.archived.remove(key);
    }
    stream.pending.removeIf(segment -> {
      boolean removed = segment.end() <= front;
      if (removed) {
        heap.totals.removePending(segment);
      }
      return removed;
    });
    heap.requeuePending(stream);
    long needed = stream.objects.isEmpty() ? front : stream.objects.getFirst().start();
    int before = stream.segments.size();
    stream.segments.removeIf(segment -> segment.end() <= Math.min(front, needed));
    heap.totals.entries -= before - stream.segments.size();
  }

  private void purge(StreamKey key) {
    HeapStream stream = heap.stream(key);
    heap.remove(stream);
    heap.totals.remove(stream.rows);
    stream.pending.forEach(heap.totals::removePending);
    heap.totals.objects -= stream.objects.size();
    stream.objects.forEach(object -> heap.markGarbage(object.name()));
    heap.totals.entries -= stream.segments.size() + stream.producers.size();
    countFork(stream.state, -1);
    heap.leaveTenant(stream);
  }

  private void countFork(StreamState fork, long delta) {
    if (fork.origin() instanceof Origin.Fork origin) {
      HeapStream source = heap.stream(origin.sourceKey());
      source.state = source.state.withMoreForks(delta);
      heap.totals.forks += delta;
    }
  }

  private void remember(HeapStream stream, @Nullable ProducerStamp stamp, Instant at) {
    if (stamp != null && stream.producers.put(stamp.id(), ProducerState.after(stamp, at)) == null) {
      heap.totals.entries++;
    }
  }

  private void forgetProducers(HeapStream stream, Instant usedBefore) {
    long before = usedBefore.toEpochMilli();
    int known = stream.producers.size();
    stream.producers.values().removeIf(producer -> producer.usedMillis() < before);
    heap.totals.entries -= known - stream.producers.size();
  }
}
