package durablestreams.adapters.memory;

import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamDirectory.Census;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
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
 * object that holds them. Indexes of the streams: by name, by origin, by deadline, with segments
 * pending upload, and with open segments.
 */
public final class HeapState {

  record Deadline(Instant at, StreamKey key) {}

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final long maxBytes;

  final Map<StreamKey, HeapStream> streams = new HashMap<>();

  /** The same streams in the order of their keys. */
  final NavigableMap<StreamKey, HeapStream> byKey = new TreeMap<>();

  /** In the order of the UTF-8 bytes of their names. */
  final NavigableMap<String, HeapStream> names = new TreeMap<>(HeapState::compareNames);

  /** The forks of each stream that has any. */
  private final Map<StreamKey, NavigableMap<StreamKey, HeapStream>> forks = new HashMap<>();

  final NavigableSet<Deadline> deadlines =
      new TreeSet<>(Comparator.comparing(Deadline::at).thenComparing(Deadline::key));

  /** Streams with sealed segments that no object holds, in the order of their turns. */
  final NavigableMap<Long, HeapStream> pending = new TreeMap<>();

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
  private byte @Nullable [] progress;
  private long segmentFloor;

  final HeapTotals totals = new HeapTotals();

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

  /**
   * Applies all changes, or none.
   *
   * @param progressed how far they bring a commit log; {@code null} when they do not come from one
   */
  void commit(List<StreamChange> changes, byte @Nullable [] progressed) {
    write(() -> {
      Optional<StreamKey> clash = new CommitCheck(this).firstClash(changes);
      if (clash.isPresent()) {
        throw new StaleStateException(clash.get());
      }
      requireRoom(changes);
      changes.forEach(new HeapChanges(this)::apply);
      progress = progressed;
      return true;
    });
  }

  byte @Nullable [] progress() {
    return progress;
  }

  long segmentFloor() {
    return segmentFloor;
  }

  /** No segment below {@code floor} is appended to, and no commit log is followed. */
  void adopt(long floor) {
    segmentFloor = floor;
    progress = null;
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
      throw StoreFailedException.outOfSpace(
          "the store in memory is full: it may hold "
              + maxBytes
              + " bytes; delete streams, or give it more");
    }
  }

  void add(HeapStream stream) {
    StreamKey key = stream.state.key();
    streams.put(key, stream);
    byKey.put(key, stream);
    names.put(stream.state.path().value(), stream);
    if (stream.state.origin() instanceof Origin.Fork fork) {
      forks.computeIfAbsent(fork.sourceKey(), source -> new TreeMap<>()).put(key, stream);
    }
    highestKey = Math.max(highestKey, key.value());
    watchDeadline(stream);
  }

  /** Removes a stream from all indexes. */
  void remove(HeapStream stream) {
    StreamKey key = stream.state.key();
    streams.remove(key);
    byKey.remove(key);
    names.remove(stream.state.path().value());
    if (stream.state.origin() instanceof Origin.Fork fork) {
      forks.computeIfPresent(
          fork.sourceKey(),
          (source, all) -> {
            all.remove(key);
            return all.isEmpty() ? null : all;
          });
    }
    deadlines.remove(deadlineOf(stream));
    openByFirst.remove(key);
    openByLast.remove(key);
    pending.remove(stream.turn);
    archived.remove(key);
  }

  /** Streams whose origin is that stream, in the order of their keys. */
  NavigableMap<StreamKey, HeapStream> forksOf(StreamKey source) {
    return forks.getOrDefault(source, Collections.emptyNavigableMap());
  }

  /** Order of UTF-8, in which a pair of surrogates comes after every other character. */
  static int compareNames(String one, String other) {
    int end = Math.min(one.length(), other.length());
    for (int i = 0; i < end; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean pair = Character.isSurrogate(a);
        return pair == Character.isSurrogate(b) ? Character.compare(a, b) : pair ? 1 : -1;
      }
    }
    return one.length() - other.length();
  }

  void announce(LifecycleEvent event) {
    announcements.addLast(new NumberedEvent(announced++, event));
  }

  HeapStream stream(StreamKey key) {
    HeapStream stream = streams.get(key);
    if (stream == null) {
      throw new IllegalStateException("no stream " + key);
    }
    return stream;
  }

  void markGarbage(String object) {
    if (!scheduled.containsKey(object)) {
      garbage.add(object);
    }
  }

  void forget(String object) {
    garbage.remove(object);
    scheduled.remove(object);
  }

  void leaveTenant(HeapStream stream) {
    tenants.computeIfPresent(stream.tenant, (name, count) -> count == 1 ? null : count - 1);
    stream.tenant = "";
  }

  void enqueuePending(HeapStream stream) {
    stream.turn = ++turns;
    pending.put(stream.turn, stream);
  }

  /** Moves a stream behind all others that have segments pending, if it still has any. */
  void requeuePending(HeapStream stream) {
    pending.remove(stream.turn);
    stream.turn = 0;
    if (!stream.pending.isEmpty()) {
      enqueuePending(stream);
    }
  }

  void watchDeadline(HeapStream stream) {
    if (!stream.state.softDeleted() && stream.state.deadline().isBefore(Expiry.NEVER_ENDS)) {
      deadlines.add(deadlineOf(stream));
    }
  }

  static Deadline deadlineOf(HeapStream stream) {
    return new Deadline(stream.state.deadline(), stream.state.key());
  }
}
