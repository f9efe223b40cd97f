package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.application.port.MaintenanceQueue.PendingSegments;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Contract of every {@link MaintenanceQueue}. */
public abstract class MaintenanceQueueContract extends StoreContract {

  private static final int ALL = 1_000;
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  /** Sealed segments of {@code bytes} bytes each, one message in each. */
  private List<SealedSegment> segments(StreamKey key, int count, int bytes) {
    List<SealedSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      streams.append(key, "x".repeat(bytes));
      segments.add(streams.seal(key));
    }
    return segments;
  }

  private List<StoredObject> objects(StreamKey key, int count, int bytes) {
    return segments(key, count, bytes).stream().map(s -> streams.offload(List.of(s))).toList();
  }

  /** Segments that are pending upload, stream by stream. */
  private List<List<SealedSegment>> pending(int streamsAtMost, int segmentsOfEach) {
    return queue().pendingSegments(0, streamsAtMost, segmentsOfEach).stream()
        .map(PendingSegments::segments)
        .toList();
  }

  private List<StreamKey> due(
      Instant lastBefore, Instant firstBefore, Instant notAfter, int limit) {
    return queue().openSegments(SealCutoff.of(lastBefore, firstBefore, notAfter), limit);
  }

  @Test
  void anEmptyStoreHasNothingToDo() {
    assertThat(pending(ALL, ALL)).isEmpty();
    assertThat(due(FAR, FAR, FAR, ALL)).isEmpty();
    assertThat(queue().garbageObjects(ALL)).isEmpty();
    assertThat(queue().announcements(ALL)).isEmpty();
  }

  @Test
  void sealedSegmentsArePendingStreamByStream() {
    StreamKey second = streams.create("z");
    StreamKey third = streams.create("a");
    List<SealedSegment> thirds = segments(third, 2, 10);
    List<SealedSegment> seconds = segments(second, 3, 10);
    streams.append(second, "open");
    commit();
    assertThat(pending(ALL, ALL)).as("longest waiting first").containsExactly(thirds, seconds);
    assertThat(pending(1, ALL)).containsExactly(thirds);
    assertThat(pending(ALL, 2)).containsExactly(thirds, seconds.subList(0, 2));
    assertThat(pending(ALL, ALL)).as("looking takes nothing").hasSize(2);
  }

  @Test
  void pendingSegmentsAreReadPageByPage() {
    List<List<SealedSegment>> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add(segments(streams.create("stream/" + i), 1, 10));
    }
    commit();
    List<List<SealedSegment>> found = new ArrayList<>();
    long after = 0;
    while (found.size() < 100) {
      List<PendingSegments> page = queue().pendingSegments(after, 7, ALL);
      assertThat(page).hasSize(Math.min(7, 100 - found.size()));
      for (PendingSegments stream : page) {
        assertThat(stream.turn()).isGreaterThan(after);
        after = stream.turn();
        found.add(stream.segments());
      }
    }
    assertThat(found).isEqualTo(expected);
    assertThat(queue().pendingSegments(after, 7, ALL)).isEmpty();
  }

  @Test
  void offloadedSegmentsWaitNoLonger() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = segments(key, 4, 10);
    streams.offload(segments.subList(0, 2));
    commit();
    assertThat(pending(ALL, ALL)).containsExactly(segments.subList(2, 4));
    streams.offload(segments.subList(2, 4));
    commit();
    assertThat(pending(ALL, ALL)).isEmpty();
  }

  /** Otherwise streams that fill constantly would starve those behind them. */
  @Test
  void aStreamThatHadARunOffloadedGoesBehindOthers() {
    StreamKey busy = streams.create("busy");
    StreamKey other = streams.create("other");
    List<SealedSegment> first = segments(busy, 1, 10);
    List<SealedSegment> others = segments(other, 1, 10);
    List<SealedSegment> second = segments(busy, 1, 10);
    commit();
    assertThat(pending(1, 1)).containsExactly(first);
    streams.offload(first);
    commit();
    assertThat(pending(1, 1)).containsExactly(others);
    List<SealedSegment> third = segments(busy, 1, 10);
    commit();
    assertThat(pending(ALL, 1)).containsExactly(others, second);
    streams.offload(second);
    streams.offload(third);
    segments(busy, 1, 10);
    commit();
    assertThat(pending(1, 1)).containsExactly(others);
  }

  @Test
  void segmentsOfSoftDeletedStreamsWaitAndOfPurgedOnesDoNot() {
    StreamKey source = streams.create("source");
    List<SealedSegment> segments = segments(source, 1, 10);
    streams.fork("fork", source);
    StreamKey gone = streams.create("gone");
    segments(gone, 2, 10);
    commit();
    streams.delete(source);
    streams.delete(gone);
    commit();
    assertThat(pending(ALL, ALL)).containsExactly(segments);
  }

  @Test
  void aTailRestsWhenItsLastAppendIsOld() {
    Instant begin = streams.now();
    StreamKey idle = streams.create("idle");
    StreamKey busy = streams.create("busy");
    streams.create("empty");
    StreamKey sealed = streams.create("sealed");
    streams.append(idle, "x");
    streams.append(busy, "x");
    streams.append(sealed, "x");
    streams.seal(sealed);
    commit();
    streams.advance(Duration.ofSeconds(10));
    streams.append(busy, "y");
    commit();
    assertThat(due(begin.plusSeconds(1), Instant.EPOCH, FAR, ALL)).containsExactly(idle);
    assertThat(due(begin, Instant.EPOCH, FAR, ALL)).as("not before").isEmpty();
    assertThat(due(begin.plusSeconds(11), Instant.EPOCH, FAR, ALL))
        .containsExactlyInAnyOrder(idle, busy);
    assertThat(due(begin.plusSeconds(11), Instant.EPOCH, FAR, 1)).hasSize(1);
  }

  @Test
  void aTailRestsWhenItsFirstAppendIsOlder() {
    Instant begin = streams.now();
    StreamKey key = streams.create("a");
    streams.append(key, "first");
    commit();
    streams.advance(Duration.ofSeconds(10));
    streams.append(key, "second");
    commit();
    assertThat(due(Instant.EPOCH, begin.plusMillis(1), FAR, ALL)).containsExactly(key);
    assertThat(due(Instant.EPOCH, begin, FAR, ALL)).isEmpty();

    streams.seal(key);
    streams.advance(Duration.ofSeconds(10));
    streams.append(key, "third");
    commit();
    assertThat(due(Instant.EPOCH, begin.plusSeconds(20), FAR, ALL))
        .as("a new segment starts a new age")
        .isEmpty();
    assertThat(due(Instant.EPOCH, begin.plusSeconds(21), FAR, ALL)).containsExactly(key);
  }

  @Test
  void theAgeOfATailSurvivesARestart() {
    Instant begin = streams.now();
    StreamKey key = streams.create("a");
    streams.append(key, "first");
    streams.advance(Duration.ofSeconds(10));
    streams.append(key, "second");
    commit();
    restart();
    assertThat(due(begin.plusSeconds(11), Instant.EPOCH, FAR, ALL)).containsExactly(key);
    assertThat(due(begin.plusSeconds(10), Instant.EPOCH, FAR, ALL)).isEmpty();
    assertThat(due(Instant.EPOCH, begin.plusSeconds(1), FAR, ALL)).containsExactly(key);
  }

  @Test
  void aTailOfAClockThatWasSetBackIsIdle() {
    Instant begin = streams.now();
    streams.advance(Duration.ofHours(1));
    StreamKey late = streams.create("late");
    streams.append(late, "x");
    commit();
    Instant then = begin.plus(Duration.ofHours(1));
    for (int start = 0; start < 2; start++) {
      assertThat(due(begin, Instant.EPOCH, then.minusMillis(1), ALL)).containsExactly(late);
      assertThat(due(begin, Instant.EPOCH, then, ALL)).isEmpty();
      restart();
    }
  }

  @Test
  void aPurgedTailDoesNotRest() {
    StreamKey key = streams.create("a");
    streams.append(key, "x");
    commit();
    streams.delete(key);
    commit();
    assertThat(due(streams.now().plusSeconds(9), Instant.EPOCH, FAR, ALL)).isEmpty();
  }

  @Test
  void objectsThatAreCompactedAreGarbage() {
    StreamKey key = streams.create("a");
    List<StoredObject> objects = objects(key, 3, 100);
    commit();
    assertThat(queue().garbageObjects(ALL)).isEmpty();
    streams.compact(objects);
    commit();
    assertThat(queue().garbageObjects(ALL))
        .containsExactlyInAnyOrderElementsOf(objects.stream().map(StoredObject::name).toList());
  }

  @Test
  void objectsOfPurgedStreamsAreGarbageUntilReclaimed() {
    StreamKey first = streams.create("first");
    StreamKey second = streams.create("second");
    StoredObject ofFirst = objects(first, 1, 10).getFirst();
    StoredObject ofSecond = objects(second, 1, 10).getFirst();
    commit();
    streams.delete(second);
    commit();
    streams.delete(first);
    commit();
    assertThat(queue().garbageObjects(ALL))
        .as("oldest first")
        .containsExactly(ofSecond.name(), ofFirst.name());
    assertThat(queue().garbageObjects(1)).containsExactly(ofSecond.name());
    restart();
    streams.reclaimed(List.of(ofSecond.name()));
    commit();
    assertThat(queue().garbageObjects(ALL)).containsExactly(ofFirst.name());
  }

  @Test
  void aGarbageObjectWithATimeOfRemovalIsRemovableFromThenOn() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = segments(key, 3, 10);
    String early = streams.announceUpload(segments.subList(0, 1));
    String late = streams.announceUpload(segments.subList(0, 2));
    String none = streams.announceUpload(segments.subList(0, 3));
    commit();
    Instant time = Instant.ofEpochSecond(1_000_000);
    streams.scheduled(List.of(late), time.plusSeconds(2));
    streams.scheduled(List.of(early, "never marked"), time);
    commit();
    restart();
    assertThat(queue().garbageObjects(ALL)).containsExactly(none);
    assertThat(queue().removableObjects(time.minusMillis(1), ALL)).isEmpty();
    assertThat(queue().removableObjects(time, ALL)).containsExactly(early);
    assertThat(queue().removableObjects(Instant.MAX, ALL)).containsExactly(early, late);
    assertThat(queue().removableObjects(Instant.MAX, 1)).containsExactly(early);
    assertThat(directory().census().garbageObjects()).isEqualTo(3);

    streams.announceUpload(segments.subList(0, 2));
    streams.reclaimed(List.of(early));
    commit();
    assertThat(queue().removableObjects(Instant.MAX, ALL)).containsExactly(late);
    streams.offload(segments.subList(0, 2));
    commit();
    assertThat(queue().removableObjects(Instant.MAX, ALL)).isEmpty();
    assertThat(queue().garbageObjects(ALL)).containsExactly(none);
  }

  @Test
  void anAnnouncedUploadIsGarbageUntilItsObjectIsPublished() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = segments(key, 3, 10);
    String first = streams.announceUpload(segments.subList(0, 1));
    commit();
    String second = streams.announceUpload(segments.subList(0, 2));
    streams.announceUpload(segments.subList(0, 1));
    commit();
    assertThat(queue().garbageObjects(ALL)).as("each once").containsExactly(first, second);
    restart();
    streams.offload(segments.subList(0, 2));
    commit();
    assertThat(queue().garbageObjects(ALL)).containsExactly(first);
    assertThat(directory().census().garbageObjects()).isEqualTo(1);
  }

  @Test
  void anAnnouncedCompactionIsGarbageUntilItsObjectIsPublished() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = segments(key, 2, 10);
    List<StoredObject> objects = segments.stream().map(s -> streams.offload(List.of(s))).toList();
    String name = streams.announceUpload(segments);
    commit();
    assertThat(queue().garbageObjects(ALL)).containsExactly(name);
    streams.compact(objects);
    commit();
    assertThat(queue().garbageObjects(ALL))
        .containsExactlyInAnyOrder(objects.get(0).name(), objects.get(1).name());
  }

  @Test
  void anUploadThatAPurgeOvertookStaysGarbage() {
    StreamKey key = streams.create("a");
    String name = streams.announceUpload(segments(key, 1, 10));
    commit();
    streams.delete(key);
    commit();
    assertThat(queue().garbageObjects(ALL)).containsExactly(name);
  }

  @Test
  void softDeletedStreamsMarkNothingGarbage() {
    StreamKey source = streams.create("source");
    objects(source, 2, 10);
    StreamKey fork = streams.fork("fork", source);
    objects(fork, 1, 10);
    commit();
    streams.delete(source);
    commit();
    assertThat(queue().garbageObjects(ALL)).isEmpty();
    streams.delete(fork);
    commit();
    assertThat(queue().garbageObjects(ALL)).as("fork and source").hasSize(3);
  }

  @Test
  void announcementsAreNumberedInOrderOfCommits() {
    StreamKey a = streams.create("a");
    streams.create("b");
    commit();
    streams.delete(a);
    commit();
    List<NumberedEvent> events = queue().announcements(ALL);
    assertThat(events).map(NumberedEvent::number).containsExactly(0L, 1L, 2L);
    assertThat(events)
        .map(NumberedEvent::event)
        .map(LifecycleEvent::path)
        .containsExactly(new StreamPath("a"), new StreamPath("b"), new StreamPath("a"));
    assertThat(events.get(0).event())
        .isEqualTo(
            new LifecycleEvent.StreamCreated(
                new StreamPath("a"), ContentType.OCTET_STREAM, StreamFixtures.START));
    assertThat(events.get(2).event())
        .isEqualTo(new LifecycleEvent.StreamDeleted(new StreamPath("a")));
    assertThat(queue().announcements(2)).isEqualTo(events.subList(0, 2));
  }

  @Test
  void aSoftDeleteIsAnnouncedOnce() {
    StreamKey source = streams.create("source");
    StreamKey fork = streams.fork("fork", source);
    streams.delete(source);
    streams.delete(fork);
    commit();
    assertThat(queue().announcements(ALL)).hasSize(4);
  }

  @Test
  void numbersOfAnnouncementsNeverStartAgain() {
    streams.create("a");
    streams.create("b");
    commit();
    streams.delivered(0);
    commit();
    assertThat(queue().announcements(ALL)).map(NumberedEvent::number).containsExactly(1L);
    streams.delivered(1);
    commit();
    assertThat(queue().announcements(ALL)).isEmpty();
    restart();
    streams.create("c");
    commit();
    assertThat(queue().announcements(ALL)).map(NumberedEvent::number).containsExactly(2L);
  }

  @Test
  void purgingAndReclaimingLeaveAnnouncementsAlone() {
    for (long i = 0; i < 50; i++) {
      streams.delete(streams.create("a"));
      commit();
    }
    reclaimAll();
    restart();
    assertThat(queue().announcements(ALL))
        .map(NumberedEvent::number)
        .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void workThatRotationLeavesIsFound() {
    streams.rotateBy(new RotationPolicy(3, 1_000_000));
    StreamKey key = streams.create("a");
    for (int i = 0; i < 10; i++) {
      streams.append(key, "x");
      commit();
    }
    assertThat(pending(ALL, ALL).getFirst()).hasSize(3);
    streams.close(key, null);
    commit();
    assertThat(pending(ALL, ALL).getFirst()).hasSize(4);
    assertThat(due(FAR, FAR, FAR, ALL)).isEmpty();
  }
}
