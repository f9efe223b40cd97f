package durablestreams.adapters.sqlite.change;

import durablestreams.adapters.sqlite.index.TailLookup;
import durablestreams.adapters.sqlite.schema.Millis;
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
 * Writer of all changes but appends into their tables; marks the streams whose memory and tables
 * are out of step until the commit is over. Methods say whether they found what the change was
 * decided on.
 */
public final class ChangeWriter {

  private final StreamWriter streams;
  private final SegmentWriter segments;
  private final OutboxWriter outbox;
  private final TailLookup tails;

  public ChangeWriter(Connection connection, TailLookup tails) throws SQLException {
    this.streams = new StreamWriter(connection);
    this.segments = new SegmentWriter(connection);
    this.outbox = new OutboxWriter(connection);
    this.tails = tails;
  }

  public SegmentWriter segments() {
    return segments;
  }

  public OutboxWriter outbox() {
    return outbox;
  }

  public boolean create(StreamState state, String tenant, long foldedTo, StripedSeqLock seqLock)
      throws SQLException {
    seqLock.begin(state.key());
    if (state.origin() instanceof Origin.Fork fork) {
      seqLock.begin(fork.sourceKey());
    }
    return streams.create(state, tenant, foldedTo);
  }

  public boolean restore(StreamChange.Restored change, long foldedTo, StripedSeqLock seqLock)
      throws SQLException {
    if (!create(change.state(), "", foldedTo, seqLock)) {
      return false;
    }
    segments.restore(change);
    return true;
  }

  public void seal(SealedSegment segment, StripedSeqLock seqLock) throws SQLException {
    seqLock.begin(segment.key());
    segments.seal(segment);
  }

  public boolean offload(StoredObject object, StripedSeqLock seqLock) throws SQLException {
    seqLock.begin(object.key());
    return segments.offload(object);
  }

  public boolean softDelete(StreamKey key, StripedSeqLock seqLock) throws SQLException {
    seqLock.begin(key);
    return streams.softDelete(key);
  }

  public boolean trim(StreamKey key, Front front, StripedSeqLock seqLock) throws SQLException {
    seqLock.begin(key);
    segments.trim(key, front.position());
    return streams.moveFront(key, front);
  }

  public boolean moveDeadline(StreamChange.DeadlineMoved moved, StripedSeqLock seqLock)
      throws SQLException {
    seqLock.begin(moved.key());
    return streams.moveDeadline(moved);
  }

  public boolean forgetProducers(StreamChange.ProducersForgotten forgotten, StripedSeqLock seqLock)
      throws SQLException {
    seqLock.begin(forgotten.key());
    return streams.forgetProducers(forgotten.key(), Millis.of(forgotten.usedBefore()));
  }

  public boolean snapshot(RowSnapshots.Snapshot snapshot, long foldedTo, StripedSeqLock seqLock)
      throws SQLException {
    seqLock.begin(snapshot.key());
    return streams.snapshot(snapshot, foldedTo);
  }

  public boolean purge(StreamKey key, StripedSeqLock seqLock) throws SQLException {
    TailLookup.@Nullable Found found = tails.find(key);
    if (found == null) {
      return false;
    }
    seqLock.begin(key);
    if (found.originKey() != null) {
      seqLock.begin(found.originKey());
    }
    segments.purge(key);
    return streams.delete(key);
  }
}
