package durablestreams.adapters.sqlite.index;

import durablestreams.adapters.sqlite.log.LargeAppend;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.MaintenanceQueue.PendingSegments;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Index of the streams with rows in the hot log. It takes the place of a second index on the log,
 * whose scattered page writes would cost more than everything else in an append.
 *
 * <p>Invariants: a stream is here, unpacked or packed ({@link IndexedStreams}), exactly when it
 * needs a row of the log; {@code firstEntries} counts the first such row of each, so that its least
 * one is the first row of all that is needed. Streams share rows. Only the committing thread
 * changes anything, and only for what is durable; any thread may look.
 */
public final class HotIndex {

  private final IndexedStreams streams;
  private final PendingTurns pending = new PendingTurns();

  /** For each row of the log that is the first one needed of some streams: of how many. */
  private final EntryCounts firstEntries = new EntryCounts();

  private final LogDamage damage = new LogDamage();

  private volatile HotCount count = HotCount.NONE;

  /**
   * @param mostUnpacked streams beyond which others are packed
   * @param mostProducerBytes bytes of producers beyond which commits take snapshots of streams
   */
  public HotIndex(int mostUnpacked, long mostProducerBytes) {
    this.streams = new IndexedStreams(mostUnpacked, mostProducerBytes);
  }

  /** A stream that is not packed; {@code null} otherwise. */
  public @Nullable HotStream unpacked(StreamKey key) {
    return streams.unpacked(key.value());
  }

  /** A stream as it is now; see {@link IndexedStreams#find}. */
  public @Nullable HotStream find(StreamKey key, HotStreamLoader loader) throws SQLException {
    return streams.find(key.value(), loader);
  }

  /**
   * Entries of the rows from the one that holds position {@code from} of a stream, and of at most a
   * few before it, ascending.
   *
   * @param to the position at which no more rows are wanted
   * @param limit how many are wanted; it may be exceeded by a few
   */
  public long[] entries(StreamKey key, long from, long to, int limit) {
    return streams.entries(key.value(), from, to, limit);
  }

  /** Unpacks a stream, if it is packed, so that it can be changed; for the committing thread. */
  public @Nullable HotStream unpack(StreamKey key, HotStreamLoader loader) throws SQLException {
    return streams.unpack(key.value(), loader);
  }

  /** Packs some of the streams that are unpacked; see {@link IndexedStreams#pack(int)}. */
  public void pack(int unpacked) {
    streams.pack(unpacked);
  }

  int mostUnpacked() {
    return streams.mostUnpacked();
  }

  long mostProducerBytes() {
    return streams.mostProducerBytes();
  }

  /** Streams whose producers a commit writes; see {@link IndexedStreams#crowded}. */
  public List<HotStream> crowded(long added) {
    return streams.crowded(added);
  }

  /** Takes note that the row of a stream holds its producers. */
  public void snapshotTaken(StreamKey key) {
    streams.changeProducers(key.value(), HotStream::snapshotTaken);
  }

  public void forgetProducers(StreamKey key, long usedBefore) {
    streams.changeProducers(key.value(), stream -> stream.forgetProducers(usedBefore));
  }

  public HotCount count() {
    return count;
  }

  public LogDamage damage() {
    return damage;
  }

  /** Keeps a row that no stream's list of rows names, and so those behind it. */
  void keep(long entry) {
    firstEntries.add(entry);
  }

  /** The first entry of the log that is needed, or {@code otherwise} when none is. */
  public long firstNeeded(long otherwise) {
    return firstEntries.first(otherwise);
  }

  public boolean needs(long key, long entry) {
    return streams.needs(key, entry) || damage.refuses(key);
  }

  /** Takes a stream with its rows as the log held them at start. */
  void load(HotStream stream) {
    if (stream.hasRows()) {
      if (damage.refuses(stream.key())) {
        stream.snapshotTaken(); // nothing will ask for its producers, and none may be written
      }
      streams.add(stream);
      firstEntries.add(stream.firstEntry());
      count = count.plus(stream.count());
      if (stream.hasPending() && !damage.refuses(stream.key())) {
        enqueuePending(stream);
      }
    }
  }

  /** Takes a stream at start of which the log may hold more rows; false if it cannot be packed. */
  boolean loadPacked(HotStream stream) {
    if (!stream.hasRows()) {
      return true;
    }
    load(stream);
    if (streams.pack(stream)) {
      return true;
    }
    purge(new StreamKey(stream.key()));
    return false;
  }

  /** Takes a stream back that was packed at start; its rows, or {@code null} if it was not. */
  long @Nullable [] unload(StreamKey key, HotStreamLoader loader) throws SQLException {
    PackedStreams.Packed known = streams.packed(key.value());
    if (known == null || unpack(key, loader) == null) {
      return null;
    }
    purge(key);
    return known.entries();
  }

  /** The keys of packed streams. */
  List<StreamKey> packedKeys() {
    List<StreamKey> keys = new ArrayList<>();
    streams.forEachPacked(key -> keys.add(new StreamKey(key)));
    return keys;
  }

  /**
   * Takes an append that is durable now; {@code stream} may be new here.
   *
   * @return how many rows of the stream are new
   */
  public long append(
      HotStream stream, long entry, StreamChange.Appended appended, @Nullable LargeAppend large) {
    boolean hadRows = stream.hasRows();
    long producersBefore = stream.producerBytes();
    long newRows = stream.append(entry, appended, large);
    if (!hadRows) {
      firstEntries.add(entry);
      streams.add(stream);
    } else {
      streams.producersChanged(stream.producerBytes() - producersBefore);
    }
    return newRows;
  }

  /**
   * Counts appends that were taken; apart from them, because there are many.
   *
   * @param rows rows that they are in, each as often as it is of another stream
   */
  public void appended(long rows, long payloadBytes) {
    count = count.plus(new HotCount(rows, payloadBytes, 0, 0));
  }

  public void seal(SealedSegment segment) {
    HotStream stream = unpacked(segment.key());
    if (stream != null) {
      stream.seal(segment);
      if (stream.turn() == 0) {
        enqueuePending(stream);
      }
      count = count.plus(new HotCount(0, 0, 1, segment.payloadBytes()));
    }
  }

  public void offload(StoredObject object) {
    needLess(object.key(), stream -> stream.offload(object));
  }

  /** Takes the removal of everything before {@code front} that is durable now. */
  public void trim(StreamKey key, long front) {
    needLess(key, stream -> stream.trim(front));
  }

  private void needLess(StreamKey key, Consumer<HotStream> change) {
    HotStream stream = unpacked(key);
    if (stream == null) {
      return;
    }
    HotCount before = stream.count();
    firstEntries.remove(stream.firstEntry());
    change.accept(stream);
    count = count.plus(stream.count()).minus(before);
    stepOut(stream);
    if (stream.hasPending()) {
      enqueuePending(stream);
    }
    if (stream.hasRows()) {
      firstEntries.add(stream.firstEntry());
    } else {
      streams.remove(stream.key());
    }
  }

  public void purge(StreamKey key) {
    HotStream stream = streams.remove(key.value());
    if (stream != null) {
      firstEntries.remove(stream.firstEntry());
      stepOut(stream);
      count = count.minus(stream.count());
    }
  }

  private void enqueuePending(HotStream stream) {
    stream.takeTurn(pending.add(stream.key()));
  }

  private void stepOut(HotStream stream) {
    pending.remove(stream.turn());
    stream.takeTurn(0);
  }

  /** See {@code MaintenanceQueue.pendingSegments}. */
  public List<PendingSegments> pendingSegments(
      long after, int mostStreams, int mostSegments, HotStreamLoader loader) throws SQLException {
    List<PendingSegments> found = new ArrayList<>();
    List<PendingTurns.Turn> next = pending.from(after + 1);
    while (!next.isEmpty()) {
      for (PendingTurns.Turn turn : next) {
        if (found.size() >= mostStreams) {
          return found;
        }
        List<SealedSegment> segments = pending(new StreamKey(turn.key()), mostSegments, loader);
        if (!segments.isEmpty()) {
          found.add(new PendingSegments(turn.number(), segments));
        }
      }
      next = pending.from(next.getLast().number() + 1);
    }
    return found;
  }

  private List<SealedSegment> pending(StreamKey key, int most, HotStreamLoader loader)
      throws SQLException {
    try {
      HotStream stream = find(key, loader);
      return stream == null ? List.of() : stream.pending(most);
    } catch (DamagedDataException e) {
      return List.of(); // which is reported when the stream is read
    }
  }

  /** See {@code MaintenanceQueue.openSegments}; in no order. */
  public List<StreamKey> due(SealCutoff cutoff, int limit) {
    List<StreamKey> keys = new ArrayList<>();
    for (HotStream stream : streams.unpacked()) {
      if (keys.size() >= limit) {
        break;
      }
      if (stream.isDue(cutoff) && !damage.refuses(stream.key())) {
        keys.add(new StreamKey(stream.key()));
      }
    }
    for (long key : streams.packedDue(cutoff, limit - keys.size())) {
      if (!damage.refuses(key)) {
        keys.add(new StreamKey(key));
      }
    }
    return keys;
  }
}
