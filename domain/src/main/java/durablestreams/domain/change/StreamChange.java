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

/**
 * One durable step in the life of the store: the only vocabulary in which anything is ever written.
 */
public sealed interface StreamChange {

  /**
   * A stream began; initial content follows as {@link Appended}.
   *
   * @param tenant whom the stream counts for; empty for one of the server's own
   */
  record Created(StreamState state, String tenant) implements StreamChange {
    /** A stream that counts for nobody. */
    public Created(StreamState state) {
      this(state, "");
    }
  }

  /**
   * Messages were appended at {@code from}.
   *
   * @param tail the tail afterwards
   * @param stamp the producer's stamp, which also is its new state, or {@code null}
   * @param streamSeq the highest {@code Stream-Seq} afterwards
   * @param at when the server took it
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
   * The stream takes no more appends.
   *
   * @param stamp the state of the producer that closed it, or {@code null}; an append in the same
   *     commit carries the same one
   * @param at when the server took it
   */
  record Closed(StreamKey key, Closure closure, @Nullable ProducerStamp stamp, Instant at)
      implements StreamChange {}

  /**
   * The stream forgot the producers that were last used before the millisecond of {@code
   * usedBefore}.
   */
  record ProducersForgotten(StreamKey key, Instant usedBefore) implements StreamChange {}

  /** The open segment got its end. Its rows stay until it is offloaded. */
  record SegmentSealed(SealedSegment segment) implements StreamChange {}

  /** An object now holds these adjacent sealed segments; their hot rows may go. */
  record SegmentsOffloaded(StoredObject object) implements StreamChange {}

  /** One object took the place of several smaller ones, which are doomed. */
  record ObjectsCompacted(StoredObject object, List<StoredObject> replaced)
      implements StreamChange {}

  /**
   * A stream was rebuilt from its objects, in a store that had never heard of it.
   *
   * @param state as it is after the last of {@code segments}
   * @param segments all of its own segments, each of which one of {@code objects} holds
   */
  record Restored(StreamState state, List<SealedSegment> segments, List<StoredObject> objects)
      implements StreamChange {}

  /**
   * Objects that nothing refers to exist, or may come to exist in a moment: an upload is announced
   * like this before it begins, so that a crash cannot leave an object that nobody knows of. {@link
   * SegmentsOffloaded} and {@link ObjectsCompacted} take the name of their object off the list
   * again, in the same commit.
   */
  record ObjectsDoomed(List<String> objectNames) implements StreamChange {}

  /**
   * Doomed objects are removed from the archive once their time has come; until then a restored
   * older copy of the store still finds them.
   *
   * @param removeAt from when on they may be removed
   */
  record ObjectsScheduled(List<String> objectNames, Instant removeAt) implements StreamChange {}

  /** Doomed objects are gone from the archive and need not be remembered any longer. */
  record ObjectsReclaimed(List<String> objectNames) implements StreamChange {}

  /**
   * What is before {@code front} is not retained any more: rows, segments and the objects that end
   * there, which are doomed.
   */
  record FrontTrimmed(StreamKey key, Front front) implements StreamChange {}

  /** Clients cannot see the stream any more; its forks still read its data. */
  record SoftDeleted(StreamKey key) implements StreamChange {}

  /** The stream, its rows and the name are gone; its objects are doomed. */
  record Purged(StreamKey key) implements StreamChange {}

  /** The persisted deadline of a sliding expiry moved. */
  record DeadlineMoved(StreamKey key, Instant deadline) implements StreamChange {}

  /** An event for the registry stream, in the commit that it tells of. */
  record Announced(LifecycleEvent event) implements StreamChange {}

  /** Every event up to {@code number} stands in the registry stream. */
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
      case FrontTrimmed trimmed -> state.withFront(trimmed.front());
      case SoftDeleted ignored -> state.asSoftDeleted();
      case DeadlineMoved moved -> state.withDeadline(moved.deadline());
      case ProducersForgotten ignored -> state;
      case Purged ignored -> state;
      case SegmentsOffloaded ignored -> state;
      case ObjectsCompacted ignored -> state;
      case ObjectsDoomed ignored -> state;
      case ObjectsScheduled ignored -> state;
      case ObjectsReclaimed ignored -> state;
      case Announced ignored -> state;
      case AnnouncementsDelivered ignored -> state;
    };
  }
}
