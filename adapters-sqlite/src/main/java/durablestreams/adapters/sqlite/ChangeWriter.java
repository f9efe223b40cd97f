package durablestreams.adapters.sqlite;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Writes all changes but appends into their tables, and marks the streams whose memory and tables
 * are out of step until the commit is over. Methods say whether they found what the change was
 * decided on.
 */
final class ChangeWriter {

  private final StreamWriter streams;
  private final SegmentWriter segments;
  private final OutboxWriter outbox;
  private final TailLookup tails;

  ChangeWriter(Connection connection, TailLookup tails) throws SQLException {
    this.streams = new StreamWriter(connection);
    this.segments = new SegmentWriter(connection);
    this.outbox = new OutboxWriter(connection);
    this.tails = tails;
  }

  SegmentWriter segments() {
    return segments;
  }

  OutboxWriter outbox() {
    return outbox;
  }

  boolean create(StreamState state, String tenant, long foldedTo, StripedSeqLock marks)
      throws SQLException {
    marks.begin(state.key());
    if (state.origin() instanceof Origin.Fork fork) {
      marks.begin(fork.sourceKey());
    }
    return streams.create(state, tenant, foldedTo);
  }

  boolean restore(StreamChange.Restored change, long foldedTo, StripedSeqLock marks)
      throws SQLException {
    if (!create(change.state(), "", foldedTo, marks)) {
      return false;
    }
    segments.restore(change);
    return true;
  }

  void seal(SealedSegment segment, StripedSeqLock marks) throws SQLException {
    marks.begin(segment.key());
    segments.seal(segment);
  }

  boolean offload(StoredObject object, StripedSeqLock marks) throws SQLException {
    marks.begin(object.key());
    return segments.offload(object);
  }

  boolean softDelete(StreamKey key, StripedSeqLock marks) throws SQLException {
    marks.begin(key);
    return streams.softDelete(key);
  }

  boolean trim(StreamKey key, Front front, StripedSeqLock marks) throws SQLException {
    marks.begin(key);
    segments.trim(key, front.position());
    return streams.moveFront(key, front);
  }

  boolean moveDeadline(StreamChange.DeadlineMoved moved, StripedSeqLock marks) throws SQLException {
    marks.begin(moved.key());
    return streams.moveDeadline(moved);
  }

  boolean forgetProducers(StreamChange.ProducersForgotten forgotten, StripedSeqLock marks)
      throws SQLException {
    marks.begin(forgotten.key());
    return streams.forgetProducers(forgotten.key(), Millis.of(forgotten.usedBefore()));
  }

  boolean snapshot(Snapshots.Snapshot snapshot, long foldedTo, StripedSeqLock marks)
      throws SQLException {
    marks.begin(snapshot.key());
    return streams.snapshot(snapshot, foldedTo);
  }

  boolean purge(StreamKey key, StripedSeqLock marks) throws SQLException {
    TailLookup.@Nullable Found found = tails.find(key);
    if (found == null) {
      return false;
    }
    marks.begin(key);
    if (found.originKey() != null) {
      marks.begin(found.originKey());
    }
    segments.purge(key);
    return streams.delete(key);
  }
}
