package durablestreams.adapters.memory;

import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamDirectory.Census;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of the in-memory store, of which the three ports are views.
 *
 * <p>A commit holds the write lock from its first change to its last and every look-up holds the
 * read lock, so no reader sees a partial commit. Rows are dropped in the commit that publishes the
 * object that holds them. Indexes of the streams: by name, by deadline, with segments pending
 * upload, and with open segments.
 */
public final class HeapState {

  record Deadline(Instant at, StreamKey key) {}

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final long maxBytes;

  final Map<StreamKey, HeapStream> streams = new HashMap<>();
  final NavigableMap<StreamPath, HeapStream> names = new TreeMap<>();

  /** The same streams in the order of their keys. */
  final NavigableMap<StreamKey, HeapStream> byKey = new TreeMap<>();

  final NavigableSet<Deadline> deadlines =
      new TreeSet<>(Comparator.comparing(Deadline::at).thenComparing(Deadline::key));

  /** Streams with sealed segments that no object holds, in the order of their turns. */
  final NavigableMap<Long, HeapStream> waiting = new TreeMap<>();

  private long turns;

  /** Streams that have objects. */
  final NavigableMap<StreamKey, HeapStream> archived = new TreeMap<>();

  /** Streams whose open segment holds messages, in order of its first, and of its last append. */
  final SequencedMap<StreamKey, HeapStream> openByFirst = new LinkedHashMap<>();

  final SequencedMap<StreamKey, HeapStream> openByLast = new LinkedHashMap<>();
  final SequencedSet<String> garbage = new LinkedHashSet<>();

  /** Objects that wait for the time of their removal. */
  final SequencedMap<String, Instant> scheduled = new LinkedHashMap<>();

  /** How many streams count for each tenant. */
  final Map<String, Integer> tenants = new HashMap<>();

  final Deque<NumberedEvent> announcements = new ArrayDeque<>();
  private long announced;
  private long highestKey;

  private final HeapTotals totals = new HeapTotals();

  /**
   * An empty store.
   *
   * @param maxBytes about how many bytes it may hold, counting payloads and an estimate of what
   *     comes with them. A commit that would go beyond fails as a whole with {@link
   *     StoreFailedException}; one that adds nothing, such as a delete, never does.
   */
  public HeapState(long maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("a store holds at least one byte, not " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  <T> T read(Supplier<T> look) {
    lock.readLock().lock();
    try {
      return look.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  <T> T write(Supplier<T> work) {
    lock.writeLock().lock();
    try {
      return work.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  long highestKey() {
    return highestKey;
  }

  Census census() {
    return new Census(
        streams.size(),
        totals.forks,
        totals.hotRows,
        totals.hotBytes,
        totals.pendingSegments,
        totals.pendingBytes,
        totals.objects,
        garbage.size() + scheduled.size(),
        0);
  }

  /** Refuses changes that there is no room for. */
  void requireRoom(List<StreamChange> changes) {
    long growth = HeapTotals.growth(changes);
    long held =
        totals.held(streams.size(), garbage.size() + scheduled.size() + announcements.size());
    if (growth > 0 && held + growth > maxBytes) {
      throw new StoreFailedException(
          "the store in memory is full: it may hold "
              + maxBytes
              + " bytes; delete streams, or give it more");
    }
  }

  /** Applies a change that fits. */
  void apply(StreamChange change) {
    switch (change) {
      case StreamChange.Created(StreamState state, String tenant) -> {
        create(state);
        if (!tenant.isEmpty()) {
          stream(state.key()).tenant = tenant;
          tenants.merge(tenant, 1, Integer::sum);
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
          names.forEach(this::markGarbage);
      case StreamChange.ObjectsScheduled(List<String> names, Instant removeAt) -> {
        for (String name : names) {
          if (garbage.remove(name)) {
            scheduled.put(name, removeAt);
          }
        }
      }
      case StreamChange.ObjectsReclaimed(List<String> names) -> names.forEach(this::forget);
      case StreamChange.FrontTrimmed(StreamKey key, Front front) ->
          trim(fold(key, change), front.position());
      case StreamChange.SoftDeleted(StreamKey key) -> {
        HeapStream stream = fold(key, change);
        deadlines.remove(deadlineOf(stream));
        leaveTenant(stream);
      }
      case StreamChange.ProducersForgotten(StreamKey key, Instant usedBefore) ->
          forgetProducers(stream(key), usedBefore);
      case StreamChange.Purged(StreamKey key) -> purge(key);
      case StreamChange.DeadlineMoved moved -> {
        deadlines.remove(deadlineOf(stream(moved.key())));
        watchDeadline(fold(moved.key(), change));
      }
      case StreamChange.EventQueued(var event) ->
          announcements.addLast(new NumberedEvent(announced++, event));
      case StreamChange.AnnouncementsDelivered(long number) -> {
        while (!announcements.isEmpty() && announcements.getFirst().number() <= number) {
          announcements.removeFirst();
        }
      }
    }
  }

  private HeapStream stream(StreamKey key) {
    HeapStream stream = streams.get(key);
    if (stream == null) {
      throw new IllegalStateException("no stream " + key);
    }
    return stream;
  }

  private HeapStream fold(StreamKey key, StreamChange change) {
    HeapStream stream = stream(key);
    stream.state = change.appliedTo(stream.state);
    return stream;
  }

  private void create(StreamState state) {
    HeapStream stream = new HeapStream(state);
    streams.put(state.key(), stream);
    byKey.put(state.key(), stream);
    names.put(state.path(), stream);
    highestKey = Math.max(highestKey, state.key().value());
    watchDeadline(stream);
    countFork(state, 1);
  }

  private void restore(StreamChange.Restored restored) {
    create(restored.state());
    HeapStream stream = stream(restored.state().key());
    stream.segments.addAll(restored.segments());
    stream.objects.addAll(restored.objects());
    archived.put(restored.state().key(), stream);
    totals.entries += restored.segments().size();
    totals.objects += restored.objects().size();
  }

  private void append(StreamChange.Appended appended) {
    HeapStream stream = stream(appended.key());
    if (stream.state.tail().segmentIsEmpty()) {
      stream.firstAppend = appended.at();
      openByFirst.putLast(appended.key(), stream);
    }
    openByLast.putLast(appended.key(), stream);
    stream.lastAppend = appended.at();
    stream.state = appended.appliedTo(stream.state);
    MessageBatch batch = appended.batch().detached();
    var row = new HeapStream.Row(appended.from(), batch);
    stream.rows.add(row);
    totals.add(row);
    remember(stream, appended.stamp(), appended.at());
  }

  private void seal(SealedSegment segment) {
    HeapStream stream = stream(segment.key());
    stream.state = new StreamChange.SegmentSealed(segment).appliedTo(stream.state);
    stream.segments.add(segment);
    stream.waiting.add(segment);
    if (stream.turn == 0) {
      lineUp(stream);
    }
    openByFirst.remove(segment.key());
    openByLast.remove(segment.key());
    totals.startsToWait(segment);
    totals.entries++;
  }

  private void offload(StoredObject object) {
    HeapStream stream = stream(object.key());
    totals.remove(stream.takeRows(object.start(), object.end()));
    stream.waiting.removeIf(segment -> {
      boolean held =
          segment.number() >= object.firstSegment() && segment.number() <= object.lastSegment();
      if (held) {
        totals.waitsNoLonger(segment);
      }
      return held;
    });
    stepBack(stream);
    stream.insert(object);
    archived.put(object.key(), stream);
    totals.objects++;
    forget(object.name());
  }

  private void lineUp(HeapStream stream) {
    stream.turn = ++turns;
    waiting.put(stream.turn, stream);
  }

  /** Moves a stream behind all others that wait, if it still has segments that do. */
  private void stepBack(HeapStream stream) {
    waiting.remove(stream.turn);
    stream.turn = 0;
    if (!stream.waiting.isEmpty()) {
      lineUp(stream);
    }
  }

  private void compact(StoredObject object, List<StoredObject> replaced) {
    HeapStream stream = stream(object.key());
    stream.objects.removeAll(replaced);
    stream.insert(object);
    totals.objects += 1 - replaced.size();
    replaced.forEach(old -> markGarbage(old.name()));
    forget(object.name());
  }

  /** A segment stays as long as an object holds it, even if that begins before {@code front}. */
  private void trim(HeapStream stream, long front) {
    StreamKey key = stream.state.key();
    totals.remove(stream.takeRows(0, front));
    List<StoredObject> garbage = stream.objects.stream().filter(o -> o.end() <= front).toList();
    garbage.forEach(object -> markGarbage(object.name()));
    stream.objects.removeAll(garbage);
    totals.objects -= garbage.size();
    if (stream.objects.isEmpty()) {
      archived.remove(key);
    }
    stream.waiting.removeIf(segment -> {
      boolean removed = segment.end() <= front;
      if (removed) {
        totals.waitsNoLonger(segment);
      }
      return removed;
    });
    stepBack(stream);
    long needed = stream.objects.isEmpty() ? front : stream.objects.getFirst().start();
    int before = stream.segments.size();
    stream.segments.removeIf(segment -> segment.end() <= Math.min(front, needed));
    totals.entries -= before - stream.segments.size();
  }

  private void purge(StreamKey key) {
    HeapStream stream = stream(key);
    streams.remove(key);
    byKey.remove(key);
    names.remove(stream.state.path());
    deadlines.remove(deadlineOf(stream));
    totals.remove(stream.rows);
    openByFirst.remove(key);
    openByLast.remove(key);
    waiting.remove(stream.turn);
    stream.waiting.forEach(totals::waitsNoLonger);
    archived.remove(key);
    totals.objects -= stream.objects.size();
    stream.objects.forEach(object -> markGarbage(object.name()));
    totals.entries -= stream.segments.size() + stream.producers.size();
    countFork(stream.state, -1);
    leaveTenant(stream);
  }

  private void markGarbage(String object) {
    if (!scheduled.containsKey(object)) {
      garbage.add(object);
    }
  }

  private void forget(String object) {
    garbage.remove(object);
    scheduled.remove(object);
  }

  private void leaveTenant(HeapStream stream) {
    tenants.computeIfPresent(stream.tenant, (name, count) -> count == 1 ? null : count - 1);
    stream.tenant = "";
  }

  private void countFork(StreamState fork, long delta) {
    if (fork.origin() instanceof Origin.Fork origin) {
      HeapStream source = stream(origin.sourceKey());
      source.state = source.state.withMoreForks(delta);
      totals.forks += delta;
    }
  }

  private void remember(HeapStream stream, @Nullable ProducerStamp stamp, Instant at) {
    if (stamp != null && stream.producers.put(stamp.id(), ProducerState.after(stamp, at)) == null) {
      totals.entries++;
    }
  }

  private void forgetProducers(HeapStream stream, Instant usedBefore) {
    long before = usedBefore.toEpochMilli();
    int known = stream.producers.size();
    stream.producers.values().removeIf(producer -> producer.usedMillis() < before);
    totals.entries -= known - stream.producers.size();
  }

  private void watchDeadline(HeapStream stream) {
    if (!stream.state.softDeleted() && stream.state.deadline().isBefore(Expiry.NEVER_ENDS)) {
      deadlines.add(deadlineOf(stream));
    }
  }

  private static Deadline deadlineOf(HeapStream stream) {
    return new Deadline(stream.state.deadline(), stream.state.key());
  }
}
