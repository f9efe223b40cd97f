package durablestreams.adapters.sqlite;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which streams have rows in the hot log, and where those are. It takes the place of a second index
 * on the log, whose scattered page writes would cost more than everything else in an append.
 *
 * <p>Invariants: a stream is here exactly when it needs a row of the log; {@code firstEntries}
 * holds the first such row of each, so that its least key is the first row of all that is needed.
 * Streams share rows. Only the committing thread changes anything, and only for what is durable;
 * any thread may look.
 */
final class HotIndex {

  private final ConcurrentHashMap<Long, HotStream> streams = new ConcurrentHashMap<>();

  /** Streams that wait to be offloaded, in the order of their turns. */
  private final ConcurrentSkipListMap<Long, HotStream> pending = new ConcurrentSkipListMap<>();

  private long turns;

  /** For each row of the log that is the first one needed of some streams: of how many. */
  private final TreeMap<Long, Integer> firstEntries = new TreeMap<>();

  private final LogDamage damage = new LogDamage();

  private volatile HotCount count = HotCount.NONE;

  @Nullable HotStream find(StreamKey key) {
    return streams.get(key.value());
  }

  Collection<HotStream> streams() {
    return streams.values();
  }

  HotCount count() {
    return count;
  }

  LogDamage damage() {
    return damage;
  }

  /** Keeps a row that no stream's list of rows names, and so those behind it. */
  void keep(long entry) {
    needFrom(entry);
  }

  /** The first entry of the log that is needed, or {@code otherwise} when none is. */
  long firstNeeded(long otherwise) {
    return firstEntries.isEmpty() ? otherwise : firstEntries.firstKey();
  }

  private void needFrom(long entry) {
    firstEntries.merge(entry, 1, Integer::sum);
  }

  private void needNoLonger(long entry) {
    firstEntries.computeIfPresent(entry, (row, streams) -> streams == 1 ? null : streams - 1);
  }

  boolean needs(long key, long entry) {
    HotStream stream = streams.get(key);
    return (stream != null && stream.needs(entry)) || damage.refuses(key);
  }

  /** Takes a stream with its rows as the log held them at start. */
  void load(HotStream stream) {
    if (stream.hasRows()) {
      streams.put(stream.key(), stream);
      needFrom(stream.firstEntry());
      count = count.plus(stream.count());
      if (stream.hasPending() && !damage.refuses(stream.key())) {
        lineUp(stream);
      }
    }
  }

  /**
   * Takes an append that is durable now; {@code stream} may be new here.
   *
   * @return how many rows of the stream are new
   */
  long append(
      HotStream stream, long entry, StreamChange.Appended appended, @Nullable LargeAppend large) {
    boolean hadRows = stream.hasRows();
    long newRows = stream.append(entry, appended, large);
    if (!hadRows) {
      needFrom(entry);
      streams.put(stream.key(), stream);
    }
    return newRows;
  }

  /**
   * Counts appends that were taken; apart from them, because there are many.
   *
   * @param rows rows that they are in, each as often as it is of another stream
   */
  void appended(long rows, long payloadBytes) {
    count = count.plus(new HotCount(rows, payloadBytes, 0, 0));
  }

  void seal(SealedSegment segment) {
    HotStream stream = find(segment.key());
    if (stream != null) {
      stream.seal(segment);
      if (stream.turn() == 0) {
        lineUp(stream);
      }
      count = count.plus(new HotCount(0, 0, 1, segment.payloadBytes()));
    }
  }

  void offload(StoredObject object) {
    needLess(object.key(), stream -> stream.offload(object));
  }

  /** Takes the removal of everything before {@code front} that is durable now. */
  void trim(StreamKey key, long front) {
    needLess(key, stream -> stream.trim(front));
  }

  private void needLess(StreamKey key, Consumer<HotStream> change) {
    HotStream stream = find(key);
    if (stream == null) {
      return;
    }
    HotCount before = stream.count();
    needNoLonger(stream.firstEntry());
    change.accept(stream);
    count = count.plus(stream.count()).minus(before);
    stepOut(stream);
    if (stream.hasPending()) {
      lineUp(stream);
    }
    if (stream.hasRows()) {
      needFrom(stream.firstEntry());
    } else {
      streams.remove(stream.key());
    }
  }

  void purge(StreamKey key) {
    HotStream stream = streams.remove(key.value());
    if (stream != null) {
      needNoLonger(stream.firstEntry());
      stepOut(stream);
      count = count.minus(stream.count());
    }
  }

  private void lineUp(HotStream stream) {
    stream.takeTurn(++turns);
    pending.put(turns, stream);
  }

  private void stepOut(HotStream stream) {
    pending.remove(stream.turn());
    stream.takeTurn(0);
  }

  /** See {@code MaintenanceQueue.pendingRuns}. */
  List<List<SealedSegment>> pendingRuns(int maxRuns, long maxBytes) {
    List<List<SealedSegment>> runs = new ArrayList<>();
    for (HotStream stream : pending.values()) {
      if (runs.size() >= maxRuns) {
        break;
      }
      List<SealedSegment> run = stream.pendingRun(maxBytes);
      if (!run.isEmpty()) {
        runs.add(run);
      }
    }
    return runs;
  }

  /** See {@code MaintenanceQueue.idleTails}; in no order. */
  List<StreamKey> idle(long lastBefore, long firstBefore, int limit) {
    List<StreamKey> keys = new ArrayList<>();
    for (HotStream stream : streams.values()) {
      if (keys.size() >= limit) {
        break;
      }
      if (stream.isIdle(lastBefore, firstBefore) && !damage.refuses(stream.key())) {
        keys.add(new StreamKey(stream.key()));
      }
    }
    return keys;
  }
}
