package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.change.ChangeWriter;
import durablestreams.adapters.sqlite.change.RowSnapshots;
import durablestreams.adapters.sqlite.change.StripedSeqLock;
import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.log.LogAppender;
import durablestreams.adapters.sqlite.log.LogState;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

  /** Producers of a snapshot that a page is written for, about. */
  private static final int PRODUCERS_PER_PAGE = 4;

  private final Session session;
  private final LogAppender appender;
  private final HotIndex index;
  private final LogState log;
  private final List<StreamChange> changes;
  private final StripedSeqLock seqLock;
  private final ChangeWriter writer;
  private final Staging staging;
  private final Inclusion inclusion;

  private final List<StreamKey> snapshots = new ArrayList<>();
  private long commitNanos;
  private long announcements;
  private long highestKey;
  private long producersWritten;
  private @Nullable StreamKey stale;

  CommitTransaction(
      Session session, StripedSeqLock seqLock, List<StreamChange> changes, Inclusion inclusion) {
    this.session = session;
    this.appender = session.appender();
    this.index = session.index();
    this.log = session.log();
    this.changes = changes;
    this.seqLock = seqLock;
    this.writer = session.changes();
    this.staging = new Staging(session);
    this.highestKey = log.highestKey();
    this.inclusion = inclusion;
  }

  /** Commits the changes, unless one of them is {@link #stale}. */
  void run() throws SQLException {
    stale = staging.stage(changes);
    if (stale != null) {
      appender.clear();
      return;
    }
    session.begin();
    stale = writeAll();
    if (stale != null) {
      session.rollback();
      return;
    }
    inclusion.write(session);
    long start = System.nanoTime();
    session.commit();
    commitNanos = System.nanoTime() - start;
    inclusion.committed(session);
    apply();
  }

  /**
   * The stream that is in another state than its change assumes, and nothing is written; {@code
   * null} if all of them are as assumed.
   */
  @Nullable StreamKey stale() {
    return stale;
  }

  private @Nullable StreamKey writeAll() throws SQLException {
    appender.write();
    Set<StreamKey> crowded = staging.producers().crowded(index);
    if (staging.others() == 0) {
      return crowded.isEmpty() ? null : writeSnapshots(crowded);
    }
    for (StreamChange change : changes) {
      StreamKey contradicted = write(change);
      if (contradicted != null) {
        return contradicted;
      }
    }
    StreamKey contradicted = writeSnapshots(crowded);
    if (contradicted != null) {
      return contradicted;
    }
    writer.outbox().counters(highestKey, log.nextAnnouncement() + announcements, log.changes() + 1);
    return null;
  }

  private @Nullable StreamKey writeSnapshots(Set<StreamKey> crowded) throws SQLException {
    long lastEntry = log.nextEntry() + appender.rows() - 1;
    RowSnapshots rows = new RowSnapshots(changes, crowded, staging::inMemory);
    for (RowSnapshots.Snapshot snapshot : rows.all()) {
      boolean found = writer.snapshot(snapshot, lastEntry, seqLock);
      if (!found && !crowded.contains(snapshot.key())) {
        return snapshot.key();
      }
      snapshots.add(snapshot.key());
      producersWritten += snapshot.producerCount();
    }
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
        yield unless(staging.inMemory(segment.key()) != null, segment.key());
      }
      case StreamChange.SegmentsSkipped(var key, var ignored) -> {
        seqLock.begin(key);
        yield unless(staging.inMemory(key) != null, key);
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
    staging.several().forEach(seqLock::begin);
    long rowsOfStreams = 0;
    int append = 0;
    for (StreamChange change : changes) {
      switch (change) {
        case StreamChange.Appended appended -> {
          Staging.Staged place = staging.appends().get(append++);
          rowsOfStreams += index.append(place.stream(), place.entry(), appended, place.large());
        }
        case StreamChange.SegmentSealed(var segment) -> index.seal(segment);
        case StreamChange.SegmentsOffloaded(var object) -> index.offload(object);
        case StreamChange.FrontTrimmed(var key, var front) -> index.trim(key, front.position());
        case StreamChange.Purged(var key) -> index.purge(key);
        case StreamChange.ProducersForgotten(var key, var before) ->
            index.forgetProducers(key, Millis.of(before));
        case StreamChange.Restored ignored -> log.rebuilt();
        default -> {}
      }
    }
    snapshots.forEach(index::snapshotTaken);
    index.appended(rowsOfStreams, staging.payloadBytes());
    index.pack(changes.size());
    log.committed(
        appender.rows(), appender.bytes(), announcements, highestKey, staging.others() > 0);
  }

  /** How long the statement COMMIT took: the write of the log and its fsync. */
  long commitNanos() {
    return commitNanos;
  }

  /** About how many pages of the write-ahead log this commit took. */
  long pages() {
    return 2
        + appender.bytes() / Connections.PAGE_BYTES
        + (staging.others() + inclusion.changes() + snapshots.size()) * OTHER_PAGES
        + producersWritten / PRODUCERS_PER_PAGE;
  }
}
