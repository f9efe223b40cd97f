package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.change.ChangeWriter;
import durablestreams.adapters.sqlite.change.Snapshots;
import durablestreams.adapters.sqlite.change.StripedSeqLock;
import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.index.TailLookup;
import durablestreams.adapters.sqlite.log.LargeAppend;
import durablestreams.adapters.sqlite.log.LogAppender;
import durablestreams.adapters.sqlite.log.LogState;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One commit, from the changes to the index in memory.
 *
 * <p>Nothing that a reader can see changes before the transaction is durable. A transaction that
 * fails before its COMMIT, or finds that a change does not fit, is rolled back and leaves no trace.
 */
public final class CommitTransaction {

  /** Pages that a change other than an append writes, about. */
  private static final int OTHER_PAGES = 3;

  private final Session session;
  private final LogAppender appender;
  private final HotIndex index;
  private final LogState log;
  private final List<StreamChange> changes;
  private final StripedSeqLock seqLock;
  private final ChangeWriter writer;
  private final long number;

  /** Streams that had no rows before this commit, or did not exist. */
  private final Map<StreamKey, HotStream> fresh = new HashMap<>();

  private final List<StreamKey> snapshots = new ArrayList<>();

  /**
   * Where an append will be: in which stream, and in which row of the log.
   *
   * @param large the rows of a large append
   */
  private record Staged(HotStream stream, long entry, @Nullable LargeAppend large) {}

  /** For each append, in order. */
  private final List<Staged> staged = new ArrayList<>();

  /** Streams with more than one append; readers must not see some of them only. */
  private final Set<StreamKey> several = new HashSet<>();

  private long payloadBytes;
  private long commitNanos;
  private long others;
  private long announcements;
  private long highestKey;

  public CommitTransaction(Session session, StripedSeqLock seqLock, List<StreamChange> changes) {
    this.session = session;
    this.appender = session.appender();
    this.index = session.index();
    this.log = session.log();
    this.changes = changes;
    this.seqLock = seqLock;
    this.writer = session.changes();
    this.number = log.nextCommit();
    this.highestKey = log.highestKey();
  }

  /**
   * Commits the changes.
   *
   * @return the stream that is in another state than its change assumes, and nothing is written;
   *     {@code null} if all of them are
   */
  public @Nullable StreamKey run() throws SQLException {
    StreamKey stale = stage();
    if (stale != null) {
      appender.clear();
      return stale;
    }
    session.begin();
    stale = writeAll();
    if (stale != null) {
      session.rollback();
      return stale;
    }
    long start = System.nanoTime();
    session.commit();
    commitNanos = System.nanoTime() - start;
    apply();
    return null;
  }

  /** Lines up the rows of the log; the key of a stream that is not as expected, or {@code null}. */
  private @Nullable StreamKey stage() throws SQLException {
    appender.begin(log.nextEntry());
    for (StreamChange change : changes) {
      if (change instanceof StreamChange.Appended appended) {
        HotStream hot = hot(appended.key());
        if (hot == null) {
          return appended.key();
        }
        if (hot.isStaged(number)) {
          several.add(appended.key());
        }
        if (!hot.stage(number, appended)) {
          return appended.key();
        }
        staged.add(place(hot, appended));
        payloadBytes += appended.batch().payloadBytes();
      } else {
        others++;
        unpack(change);
        if (change instanceof StreamChange.Created(var state, var ignored)) {
          fresh(state);
        } else if (change instanceof StreamChange.Restored restored) {
          fresh(restored.state());
        }
      }
    }
    return null;
  }

  private Staged place(HotStream hot, StreamChange.Appended appended) throws SQLException {
    boolean seqChanged = hot.stageSeq(appended.streamSeq());
    if (LargeAppend.isLarge(appended.batch())) {
      LargeAppend large = appender.addLarge(appended, seqChanged);
      return new Staged(hot, large.groups().getFirst().entry(), large);
    }
    return new Staged(hot, appender.add(appended, seqChanged), null);
  }

  /**
   * Has a stream in memory whose rows, or what comes on top of its snapshot, the change changes.
   */
  private void unpack(StreamChange change) throws SQLException {
    StreamKey key =
        switch (change) {
          case StreamChange.Closed closed -> closed.key();
          case StreamChange.SegmentSealed(var segment) -> segment.key();
          case StreamChange.SegmentsOffloaded(var object) -> object.key();
          case StreamChange.FrontTrimmed trimmed -> trimmed.key();
          case StreamChange.Purged(var purged) -> purged;
          case StreamChange.ProducersForgotten forgotten -> forgotten.key();
          default -> null;
        };
    if (key != null) {
      index.unpack(key, session.hotStreams());
    }
  }

  private void fresh(StreamState state) {
    fresh.put(
        state.key(),
        new HotStream(
            state.key().value(), state.contentType().unit(), state.tail(), state.lastSeq()));
  }

  /** What memory holds of a stream, or would if it had rows; {@code null} if there is no such. */
  private @Nullable HotStream hot(StreamKey key) throws SQLException {
    HotStream hot = index.unpack(key, session.hotStreams());
    if (hot == null) {
      hot = fresh.get(key);
    }
    if (hot == null) {
      TailLookup.Found found = session.tails().find(key);
      if (found != null) {
        hot = found.stream();
        fresh.put(key, hot);
      }
    }
    return hot;
  }

  private @Nullable HotStream hotInMemory(StreamKey key) {
    HotStream hot = index.unpacked(key);
    return hot == null ? fresh.get(key) : hot;
  }

  private @Nullable StreamKey writeAll() throws SQLException {
    appender.write();
    if (others == 0) {
      return null;
    }
    for (StreamChange change : changes) {
      StreamKey stale = write(change);
      if (stale != null) {
        return stale;
      }
    }
    long lastEntry = log.nextEntry() + appender.rows() - 1;
    for (Snapshots.Snapshot snapshot : new Snapshots(changes, this::hotInMemory).all()) {
      if (!writer.snapshot(snapshot, lastEntry, seqLock)) {
        return snapshot.key();
      }
      snapshots.add(snapshot.key());
    }
    writer.outbox().counters(highestKey, log.nextAnnouncement() + announcements, log.changes() + 1);
    return null;
  }

  private @Nullable StreamKey write(StreamChange change) throws SQLException {
    long foldedTo = log.nextEntry() - 1;
    return switch (change) {
      case StreamChange.Created(var state, var tenant) -> {
        highestKey = Math.max(highestKey, state.key().value());
        yield unless(writer.create(state, tenant, foldedTo, seqLock), state.key());
      }
      case StreamChange.Restored restored -> {
        highestKey = Math.max(highestKey, restored.state().key().value());
        yield unless(writer.restore(restored, foldedTo, seqLock), restored.state().key());
      }
      case StreamChange.Appended ignored -> null;
      case StreamChange.Closed ignored -> null;
      case StreamChange.SegmentSealed(var segment) -> {
        writer.seal(segment, seqLock);
        yield unless(hotInMemory(segment.key()) != null, segment.key());
      }
      case StreamChange.SegmentsSkipped(var key, var ignored) -> {
        seqLock.begin(key);
        yield unless(hotInMemory(key) != null, key);
      }
      case StreamChange.SegmentsOffloaded(var object) ->
          unless(writer.offload(object, seqLock), object.key());
      case StreamChange.ObjectsCompacted compacted ->
          unless(writer.segments().compact(compacted), compacted.object().key());
      case StreamChange.FrontTrimmed(var key, var front) ->
          unless(writer.trim(key, front, seqLock), key);
      case StreamChange.SoftDeleted(var key) -> unless(writer.softDelete(key, seqLock), key);
      case StreamChange.Purged(var key) -> unless(writer.purge(key, seqLock), key);
      case StreamChange.ProducersForgotten forgotten ->
          unless(writer.forgetProducers(forgotten, seqLock), forgotten.key());
      case StreamChange.DeadlineMoved moved ->
          unless(writer.moveDeadline(moved, seqLock), moved.key());
      case StreamChange.ObjectsMarkedGarbage(var names) -> {
        writer.segments().markGarbage(names);
        yield null;
      }
      case StreamChange.ObjectsScheduled(var names, var removeAt) -> {
        writer.segments().schedule(names, removeAt);
        yield null;
      }
      case StreamChange.ObjectsReclaimed(var names) -> {
        writer.segments().reclaimed(names);
        yield null;
      }
      case StreamChange.EventQueued(var event) -> {
        writer.outbox().announce(log.nextAnnouncement() + announcements++, event);
        yield null;
      }
      case StreamChange.AnnouncementsDelivered(long upTo) -> {
        writer.outbox().delivered(upTo);
        yield null;
      }
    };
  }

  private static @Nullable StreamKey unless(boolean found, StreamKey key) {
    return found ? null : key;
  }

  /** Shows the commit to readers. */
  private void apply() {
    several.forEach(seqLock::begin);
    long rowsOfStreams = 0;
    int append = 0;
    for (StreamChange change : changes) {
      switch (change) {
        case StreamChange.Appended appended -> {
          Staged place = staged.get(append++);
          rowsOfStreams += index.append(place.stream(), place.entry(), appended, place.large());
        }
        case StreamChange.SegmentSealed(var segment) -> index.seal(segment);
        case StreamChange.SegmentsOffloaded(var object) -> index.offload(object);
        case StreamChange.FrontTrimmed(var key, var front) -> index.trim(key, front.position());
        case StreamChange.Purged(var key) -> index.purge(key);
        case StreamChange.ProducersForgotten(var key, var before) -> {
          HotStream hot = hotInMemory(key);
          if (hot != null) {
            hot.forgetProducers(Millis.of(before));
          }
        }
        case StreamChange.Restored ignored -> log.rebuilt();
        default -> {}
      }
    }
    for (StreamKey key : snapshots) {
      HotStream hot = hotInMemory(key);
      if (hot != null) {
        hot.snapshotTaken();
      }
    }
    index.appended(rowsOfStreams, payloadBytes);
    index.pack(changes.size());
    log.committed(appender.rows(), appender.bytes(), announcements, highestKey, others > 0);
  }

  /** How long the statement COMMIT took: the write of the log and its fsync. */
  public long commitNanos() {
    return commitNanos;
  }

  /** About how many pages of the write-ahead log this commit took. */
  public long pages() {
    return 2 + appender.bytes() / Connections.PAGE_BYTES + others * OTHER_PAGES;
  }
}
