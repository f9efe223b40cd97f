package durablestreams.domain.change;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Durable change of the store. Every write is a list of these changes; there is no other kind. */
public sealed interface StreamChange {

  /**
   * A stream began; initial content follows as {@link Appended}.
   *
   * @param tenant tenant that the stream counts for; empty for the server's own streams
   */
  record Created(StreamState state, String tenant) implements StreamChange {
    /** A stream that counts for no tenant. */
    public Created(StreamState state) {
      this(state, "");
    }
  }

  /**
   * Messages were appended at {@code from}.
   *
   * @param tail the tail afterwards
   * @param stamp the producer's stamp, which is also its new state, or {@code null} if absent
   * @param streamSeq the highest {@code Stream-Seq} afterwards
   * @param at when the server accepted it
   */
  record Appended(
      StreamKey key,
      long from,
      MessageBatch batch,
      Tail tail,
      @Nullable ProducerStamp stamp,
      StreamSeq streamSeq,
      Instant at)
      implements StreamChange {}

  /**
   * The stream was closed and accepts no more appends.
   *
   * @param stamp the state of the producer that closed it, or {@code null} if absent; an append in
   *     the same commit carries the same stamp
   * @param at when the server accepted it
   */
  record Closed(StreamKey key, Closure closure, @Nullable ProducerStamp stamp, Instant at)
      implements StreamChange {}

  /**
   * The stream forgot the producers that were last used before the millisecond of {@code
   * usedBefore}.
   */
  record ProducersForgotten(StreamKey key, Instant usedBefore) implements StreamChange {}

  /** The open segment was sealed. Its rows stay until it is offloaded. */
  record SegmentSealed(SealedSegment segment) implements StreamChange {}

  /**
   * The open segment, which is empty, got the number {@code segment}, and the numbers between are
   * not used. An append in the same commit is the first in it.
   */
  record SegmentsSkipped(StreamKey key, long segment) implements StreamChange {}

  /** An object now holds these adjacent sealed segments; their hot rows may go. */
  record SegmentsOffloaded(StoredObject object) implements StreamChange {}

  /** One object replaced several smaller ones, which are garbage now. */
  record ObjectsCompacted(StoredObject object, List<StoredObject> replaced)
      implements StreamChange {}

  /**
   * A stream was rebuilt from its objects, in a store without any record of it.
   *
   * @param state as it is after the last of {@code segments}
   * @param segments all of its own segments, each of which one of {@code objects} holds
   */
  record Restored(StreamState state, List<SealedSegment> segments, List<StoredObject> objects)
      implements StreamChange {}

  /**
   * Objects that nothing refers to exist, or may be about to exist. An upload is recorded this way
   * before it begins, so a crash cannot leave an untracked object. {@link SegmentsOffloaded} and
   * {@link ObjectsCompacted} remove the name of their object from the list in the same commit.
   */
  record ObjectsMarkedGarbage(List<String> objectNames) implements StreamChange {}

  /**
   * Garbage objects are scheduled for removal from the archive. Until that time a store that is
   * restored from an older backup still finds them.
   *
   * @param removeAt earliest instant of their removal
   */
  record ObjectsScheduled(List<String> objectNames, Instant removeAt) implements StreamChange {}

  /** Garbage objects were removed from the archive and are no longer tracked. */
  record ObjectsReclaimed(List<String> objectNames) implements StreamChange {}

  /**
   * Data before {@code front} is no longer retained: rows, segments, and the objects that end
   * there, which are garbage now.
   */
  record FrontTrimmed(StreamKey key, Front front) implements StreamChange {}

  /** Clients cannot see the stream any more; its forks still read its data. */
  record SoftDeleted(StreamKey key) implements StreamChange {}

  /** The stream, its rows and its name were removed; its objects are garbage now. */
  record Purged(StreamKey key) implements StreamChange {}

  /** The persisted deadline of a sliding expiry moved. */
  record DeadlineMoved(StreamKey key, Instant deadline) implements StreamChange {}

  /** An event for the registry stream, in the same commit as the change that it describes. */
  record EventQueued(LifecycleEvent event) implements StreamChange {}

  /** Every event up to {@code number} is in the registry stream. */
  record AnnouncementsDelivered(long number) implements StreamChange {}

  /**
   * The state of the stream that this change is about, once it has happened; {@code state} where it
   * changes none.
   */
  default StreamState appliedTo(StreamState state) {
    return switch (this) {
      case Created created -> created.state();
      case Restored restored -> restored.state();
      case Appended appended -> state.withTail(appended.tail()).withLastSeq(appended.streamSeq());
      case Closed closed -> state.withClosure(closed.closure());
      case SegmentSealed ignored -> state.withTail(state.tail().sealed());
      case SegmentsSkipped skipped -> state.withTail(state.tail().raisedTo(skipped.segment()));
      case FrontTrimmed trimmed -> state.withFront(trimmed.front());
      case SoftDeleted ignored -> state.asSoftDeleted();
      case DeadlineMoved moved -> state.withDeadline(moved.deadline());
      case ProducersForgotten ignored -> state;
      case Purged ignored -> state;
      case SegmentsOffloaded ignored -> state;
      case ObjectsCompacted ignored -> state;
      case ObjectsMarkedGarbage ignored -> state;
      case ObjectsScheduled ignored -> state;
      case ObjectsReclaimed ignored -> state;
      case EventQueued ignored -> state;
      case AnnouncementsDelivered ignored -> state;
    };
  }
}
