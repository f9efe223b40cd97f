package durablestreams.domain.change;

import static durablestreams.domain.Streams.KEY;
import static durablestreams.domain.Streams.NOW;
import static durablestreams.domain.Streams.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Streams;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamChangeTest {

  private static final StreamState STATE = Streams.empty().withTail(Tail.EMPTY.appended(3, 1, 3));
  private static final StoredObject OBJECT =
      new StoredObject(
          KEY,
          "object",
          0,
          0,
          0,
          3,
          7,
          0,
          new FrameIndex(new long[] {0}, new long[] {0}, new int[] {0}, 3, 7));

  @Test
  void aCreatedStreamIsAsItWasCreated() {
    assertThat(new StreamChange.Created(STATE).appliedTo(Streams.empty())).isEqualTo(STATE);
  }

  @Test
  void anAppendBringsTailAndStreamSeq() {
    Tail tail = STATE.tail().appended(2, 1, 2);
    var change =
        new StreamChange.Appended(
            KEY, 3, MessageBatch.ofBytes(new byte[2]), tail, null, new StreamSeq("4"), NOW);
    assertThat(change.appliedTo(STATE))
        .isEqualTo(STATE.withTail(tail).withLastSeq(new StreamSeq("4")));
  }

  @Test
  void closingSealingDeletingAndDeadlinesChangeOneThingEach() {
    assertThat(new StreamChange.Closed(KEY, Closure.closed(), null, Instant.EPOCH).appliedTo(STATE))
        .isEqualTo(STATE.withClosure(Closure.closed()));
    assertThat(
            new StreamChange.SegmentSealed(new SealedSegment(KEY, 0, 0, 3, 1, 3)).appliedTo(STATE))
        .isEqualTo(STATE.withTail(STATE.tail().sealed()));
    assertThat(new StreamChange.SoftDeleted(KEY).appliedTo(STATE)).isEqualTo(STATE.asSoftDeleted());
    assertThat(new StreamChange.DeadlineMoved(KEY, NOW.plusSeconds(9)).appliedTo(STATE))
        .isEqualTo(STATE.withDeadline(NOW.plusSeconds(9)));
  }

  @Test
  void whatHappensElsewhereLeavesTheStateAlone() {
    List<StreamChange> elsewhere =
        List.of(
            new StreamChange.SegmentsOffloaded(OBJECT),
            new StreamChange.ObjectsCompacted(OBJECT, List.of(OBJECT)),
            new StreamChange.ObjectsMarkedGarbage(List.of("object")),
            new StreamChange.ObjectsScheduled(List.of("object"), Instant.EPOCH),
            new StreamChange.ObjectsReclaimed(List.of("object")),
            new StreamChange.EventQueued(new LifecycleEvent.StreamDeleted(PATH)),
            new StreamChange.AnnouncementsDelivered(3),
            new StreamChange.Purged(KEY));
    for (StreamChange change : elsewhere) {
      assertThat(change.appliedTo(STATE)).isSameAs(STATE);
    }
  }
}
