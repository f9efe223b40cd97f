package durablestreams.domain.append;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerRules;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.producer.ProducerVerdict;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules of appending and closing.
 *
 * <p>Errors are checked in this order, and the first one is reported: closed, content type,
 * producer, {@code Stream-Seq}, body (protocol, section 5.2). A closed stream gives every producer
 * the same answer, except for a retry of the request that closed it (section 5.2.1).
 *
 * <p>No segment below the floor of the {@link RotationPolicy} is appended to: if it holds anything
 * it is sealed first, and the append starts the segment with the number of the floor.
 */
public final class AppendRules {

  private AppendRules() {}

  /** The outcome, and the changes that make it true; none for a rejection. */
  public record Decision(AppendOutcome outcome, List<StreamChange> changes) {
    static Decision rejected(AppendOutcome outcome) {
      return new Decision(outcome, List.of());
    }
  }

  /**
   * Decides {@code intent} on a stream that exists and is not deleted.
   *
   * @param producer what the stream knows of the intent's producer, or {@code null}
   */
  public static Decision decide(
      StreamState state,
      @Nullable ProducerState producer,
      AppendIntent intent,
      RotationPolicy rotation,
      Instant now) {
    if (state.isClosed()) {
      return Decision.rejected(onClosed(state, intent));
    }
    if (!intent.closesOnly()
        && intent.contentType() != null
        && !state.contentType().matches(intent.contentType())) {
      return Decision.rejected(new AppendOutcome.ContentTypeMismatch(state.contentType()));
    }
    ProducerStamp stamp = intent.stamp();
    if (stamp != null) {
      AppendOutcome rejection = judge(state, producer, stamp);
      if (rejection != null) {
        return Decision.rejected(rejection);
      }
    }
    boolean sequenced = !intent.streamSeq().equals(StreamSeq.NONE);
    if (sequenced && intent.streamSeq().compareTo(state.lastSeq()) <= 0) {
      return Decision.rejected(
          new AppendOutcome.SequenceRegression(state.lastSeq(), intent.streamSeq()));
    }
    StreamSeq seq = sequenced ? intent.streamSeq() : state.lastSeq();
    return switch (intent.body()) {
      case ParsedBody.Messages(MessageBatch batch) ->
          append(state, batch, stamp, seq, intent.close(), rotation, now);
      case ParsedBody.Empty() when intent.close() -> close(state, stamp, rotation, now);
      case ParsedBody.Empty() ->
          badBody("the body is empty: send data, or Stream-Closed: true to close");
      case ParsedBody.EmptyArray() ->
          badBody("an empty JSON array appends nothing: send at least one element");
      case ParsedBody.Invalid(String reason) -> badBody(reason);
    };
  }

  private static Decision badBody(String reason) {
    return Decision.rejected(new AppendOutcome.BadBody(reason));
  }

  private static AppendOutcome onClosed(StreamState state, AppendIntent intent) {
    Offset tail = state.tail().offset();
    ProducerStamp stamp = intent.stamp();
    if (stamp == null) {
      return intent.closesOnly()
          ? new AppendOutcome.AlreadyClosed(tail)
          : new AppendOutcome.StreamClosed(tail);
    }
    return state.closure() instanceof Closure.ClosedBy(ProducerStamp closer) && closer.equals(stamp)
        ? new AppendOutcome.Duplicate(tail, stamp.epoch(), stamp.seq(), true)
        : new AppendOutcome.StreamClosed(tail);
  }

  private static @Nullable AppendOutcome judge(
      StreamState state, @Nullable ProducerState producer, ProducerStamp stamp) {
    return switch (ProducerRules.judge(producer, stamp)) {
      case ProducerVerdict.Accepted ignored -> null;
      case ProducerVerdict.Duplicate(long epoch, long highest) ->
          new AppendOutcome.Duplicate(state.tail().offset(), epoch, highest, false);
      case ProducerVerdict.StaleEpoch(long current) -> new AppendOutcome.StaleEpoch(current);
      case ProducerVerdict.SequenceGap(long expected, long received) ->
          new AppendOutcome.SequenceGap(expected, received);
      case ProducerVerdict.EpochStartsAtZero(long epoch, long received) ->
          new AppendOutcome.EpochStartsAtZero(epoch, received);
    };
  }

  private static Decision append(
      StreamState state,
      MessageBatch batch,
      @Nullable ProducerStamp stamp,
      StreamSeq seq,
      boolean close,
      RotationPolicy rotation,
      Instant now) {
    boolean skips = state.tail().segment() < rotation.floor();
    Tail before = skips ? aboveFloor(state.tail(), rotation.floor()) : state.tail();
    Tail tail = before.appended(batch.units(), batch.messageCount(), batch.payloadBytes());
    StreamChange appended =
        new StreamChange.Appended(
            state.key(), state.tail().position(), batch, tail, stamp, seq, now);
    AppendOutcome outcome = new AppendOutcome.Accepted(tail.offset(), stamp, close, true);
    boolean seals = rotation.rotates() && (close || rotation.sealsAt(tail));
    if (!close && !seals && !skips) {
      return new Decision(outcome, List.of(appended));
    }
    List<StreamChange> changes = new ArrayList<>(5);
    if (skips) {
      addSkip(changes, state, rotation.floor());
    }
    changes.add(appended);
    if (close) {
      changes.add(closed(state, stamp, now));
    }
    if (seals) {
      changes.add(sealed(state.withTail(tail)));
    }
    return new Decision(outcome, changes);
  }

  private static Tail aboveFloor(Tail tail, long floor) {
    return (tail.segmentIsEmpty() ? tail : tail.sealed()).raisedTo(floor);
  }

  private static void addSkip(List<StreamChange> changes, StreamState state, long floor) {
    if (!state.tail().segmentIsEmpty()) {
      changes.add(sealed(state));
    }
    changes.add(new StreamChange.SegmentsSkipped(state.key(), floor));
  }

  private static Decision close(
      StreamState state, @Nullable ProducerStamp stamp, RotationPolicy rotation, Instant now) {
    List<StreamChange> changes = new ArrayList<>(2);
    changes.add(closed(state, stamp, now));
    if (rotation.rotates() && !state.tail().segmentIsEmpty()) {
      changes.add(sealed(state));
    }
    return new Decision(
        new AppendOutcome.Accepted(state.tail().offset(), stamp, true, false), changes);
  }

  private static StreamChange closed(
      StreamState state, @Nullable ProducerStamp stamp, Instant now) {
    return new StreamChange.Closed(
        state.key(), stamp == null ? Closure.closed() : new Closure.ClosedBy(stamp), stamp, now);
  }

  /** The change that seals the open segment of {@code state}, which must not be empty. */
  public static StreamChange sealed(StreamState state) {
    Tail tail = state.tail();
    return new StreamChange.SegmentSealed(
        new SealedSegment(
            state.key(),
            tail.segment(),
            tail.segmentStart(),
            tail.position(),
            tail.segmentMessages(),
            tail.segmentBytes()));
  }
}
