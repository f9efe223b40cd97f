package durablestreams.adapters.sqlite.index;

import durablestreams.adapters.sqlite.log.LargeAppend;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In-memory state of a stream that has rows in the hot log: where they are, and what they change in
 * the stream's snapshot.
 *
 * <p>Readers and the committing thread meet at this object's monitor, which no thread holds while
 * waiting for anything. The committing thread changes it only for what is durable; what it plans
 * for the commit at hand stands in the {@code staged} fields, which are its own.
 */
public final class HotStream {

  /** Rows that are read again when the stream is used after it was not. */
  private static final int MOST_PACKED = 8;

  private final long key;
  private final PositionUnit unit;
  private final RowList rows = new RowList();
  private Tail tail;
  private StreamSeq lastSeq;

  private ChangedProducers producers = ChangedProducers.NONE;

  /** Sealed segments that no object holds, in order. */
  private List<SealedSegment> pending = List.of();

  /** Its place among the streams that wait; 0 when it does not. */
  private long turn;

  private long openSince;
  private long lastAppend;

  private long stagedCommit;
  private long stagedPosition;
  private StreamSeq stagedSeq = StreamSeq.NONE;

  public HotStream(long key, PositionUnit unit, Tail tail, StreamSeq lastSeq) {
    this.key = key;
    this.unit = unit;
    this.tail = tail;
    this.lastSeq = lastSeq;
  }

  public long key() {
    return key;
  }

  public PositionUnit unit() {
    return unit;
  }

  /** What comes on top of the stream's snapshot. */
  public record Overlay(Tail tail, StreamSeq lastSeq, Map<String, ProducerState> producers) {}

  public synchronized Overlay overlay() {
    return new Overlay(tail, lastSeq, producers.copy());
  }

  /** Whether an append in commit number {@code commit} is planned already. */
  public boolean isStaged(long commit) {
    return stagedCommit == commit;
  }

  /**
   * Plans an append in commit number {@code commit}.
   *
   * @return whether it starts where the stream ends
   */
  public boolean stage(long commit, StreamChange.Appended appended) {
    if (stagedCommit != commit) {
      stagedCommit = commit;
      stagedPosition = tail.position();
      stagedSeq = lastSeq;
    }
    boolean fits = appended.from() == stagedPosition && appended.batch().unit() == unit;
    stagedPosition = appended.tail().position();
    return fits;
  }

  /** Whether {@code seq} is another than before the append that was just staged. */
  public boolean stageSeq(StreamSeq seq) {
    boolean changed = !seq.equals(stagedSeq);
    stagedSeq = seq;
    return changed;
  }

  /** Takes an append that is durable; how many rows are new to this stream. */
  synchronized long append(
      long entry, StreamChange.Appended appended, @Nullable LargeAppend large) {
    long before = rows.size();
    append(entry, appended.from(), Millis.of(appended.at()), appended.tail(), appended.stamp());
    if (large != null) {
      large.groups().forEach(this::addGroup);
    }
    lastSeq = appended.streamSeq();
    assert holdsWhatIsNeeded();
    return rows.size() - before;
  }

  private void addGroup(LargeAppend.Group group) {
    if (!rows.endsWith(group.entry())) {
      rows.add(group.entry(), group.from());
    }
  }

  private void append(long entry, long from, long at, Tail newTail, @Nullable ProducerStamp stamp) {
    addRow(entry, from, at);
    tail = newTail;
    if (stamp != null) {
      if (producers == ChangedProducers.NONE) {
        producers = new ChangedProducers();
      }
      producers.put(stamp, at);
    }
  }

  /** Takes an append that the log already held, and that the snapshot knows. */
  void addRow(long entry, long from, long at) {
    if (!rows.endsWith(entry)) {
      rows.add(entry, from);
    }
    if (from >= tail.segmentStart()) {
      openSince = from == tail.segmentStart() ? at : openSince;
      lastAppend = at;
    }
  }

  /** Takes an append that the log already held, and that came after the snapshot. */
  void fold(
      long entry, long from, long at, Tail newTail, @Nullable ProducerStamp stamp, StreamSeq seq) {
    append(entry, from, at, newTail, stamp);
    lastSeq = seq;
  }

  synchronized void seal(SealedSegment segment) {
    tail = tail.sealed();
    addPending(segment);
  }

  void addPending(SealedSegment segment) {
    assert pending.isEmpty() || pending.getLast().end() <= segment.start() : "not in order";
    if (pending.isEmpty()) {
      pending = new ArrayList<>(2);
    }
    pending.add(segment);
  }

  synchronized void forgetProducers(long usedBefore) {
    producers.forget(usedBefore);
  }

  /** The row of the stream now holds everything but the rows. */
  synchronized void snapshotTaken() {
    producers = ChangedProducers.NONE;
  }

  /** Whether the producer changed since the snapshot; for the committing thread. */
  public boolean hasProducer(String id) {
    return producers.has(id);
  }

  /** Number of producers that changed since the snapshot; for the committing thread. */
  public int producerCount() {
    return producers.count();
  }

  /** Heap bytes of these producers; for the committing thread. */
  long producerBytes() {
    return producers.bytes();
  }

  /** For assertions: whether rows hold everything from {@link #neededFrom} to the tail. */
  private boolean holdsWhatIsNeeded() {
    return rows.isEmpty()
        ? neededFrom() == tail.position()
        : rows.firstFrom() <= neededFrom() && neededFrom() <= tail.position();
  }

  /** The position before which no row is needed. */
  long neededFrom() {
    return pending.isEmpty() ? tail.segmentStart() : pending.getFirst().start();
  }

  /** The segments of {@code object} wait no longer, and rows that are not needed are forgotten. */
  synchronized void offload(StoredObject object) {
    pending.removeIf(s -> isWithin(s, object));
    if (pending.isEmpty()) {
      pending = List.of();
    }
    rows.dropBefore(neededFrom(), tail.position());
    assert holdsWhatIsNeeded();
  }

  /** Segments before {@code front} wait no longer, and their rows are forgotten. */
  synchronized void trim(long front) {
    if (!pending.isEmpty()) {
      pending.removeIf(s -> s.end() <= front);
    }
    if (pending.isEmpty()) {
      pending = List.of();
    }
    rows.dropBefore(neededFrom(), tail.position());
    assert holdsWhatIsNeeded();
  }

  private static boolean isWithin(SealedSegment segment, StoredObject object) {
    return segment.number() >= object.firstSegment() && segment.number() <= object.lastSegment();
  }

  /**
   * The entries of the rows from the one that holds {@code from}, at most {@code limit} of them and
   * none that starts at {@code to} or later; empty when {@code from} is not here any more, though
   * its row may be, for others.
   */
  public synchronized long[] entries(long from, long to, int limit) {
    if (rows.isEmpty()
        || from < Math.max(rows.firstFrom(), neededFrom())
        || from >= tail.position()) {
      return new long[0];
    }
    return rows.entries(from, to, limit);
  }

  /** What memory must hold of it while it is not in use; {@code null} where that is too much. */
  synchronized PackedStreams.@Nullable Packed packed() {
    boolean open = !tail.segmentIsEmpty();
    if (rows.isEmpty() || rows.size() > MOST_PACKED || (turn > 0 && open)) {
      return null;
    }
    return new PackedStreams.Packed(
        rows.entries(),
        turn,
        open ? new PackedStreams.Age(lastAppend, openSince) : PackedStreams.Age.NONE);
  }

  public synchronized boolean needs(long entry) {
    return rows.hasEntry(entry);
  }

  /** Whether the messages at {@code position} are in no object, and so must be in a row. */
  synchronized boolean needsPosition(long position) {
    return position >= neededFrom() && position < tail.position();
  }

  synchronized boolean hasRows() {
    return !rows.isEmpty();
  }

  synchronized long firstEntry() {
    return rows.firstEntry();
  }

  synchronized boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Where it stands among those that wait; the committing thread's own. */
  long turn() {
    return turn;
  }

  void takeTurn(long number) {
    turn = number;
  }

  /** How much of the hot log this stream needs. */
  public synchronized HotCount count() {
    long bytes = 0;
    for (SealedSegment segment : pending) {
      bytes += segment.payloadBytes();
    }
    return new HotCount(rows.size(), bytes + tail.segmentBytes(), pending.size(), bytes);
  }

  /** The first segments that are pending upload, at most {@code most}. */
  synchronized List<SealedSegment> pending(int most) {
    return List.copyOf(pending.subList(0, Math.min(most, pending.size())));
  }

  /** Whether the open segment holds messages and is sealed by now. */
  synchronized boolean isDue(SealCutoff cutoff) {
    return !tail.segmentIsEmpty() && cutoff.isDue(openSince, lastAppend);
  }
}
