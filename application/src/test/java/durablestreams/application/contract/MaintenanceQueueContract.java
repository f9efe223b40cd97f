package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  @Test
  void anEmptyStoreHasNothingToDo() {
    assertThat(queue().pendingRuns(ALL, ALL)).isEmpty();
    assertThat(queue().idleTails(FAR, FAR, FAR, ALL)).isEmpty();
    assertThat(queue().compactableRuns(ALL, 2, ALL, ALL, ALL)).isEmpty();
    assertThat(queue().garbageObjects(ALL)).isEmpty();
    assertThat(queue().announcements(ALL)).isEmpty();
  }

  @Test
  void adjacentSegmentsWaitAsOneRunPerStream() {
    StreamKey second = streams.create("z");
    StreamKey third = streams.create("a");
    List<SealedSegment> thirds = segments(third, 2, 10);
    List<SealedSegment> seconds = segments(second, 3, 10);
    streams.append(second, "open");
    commit();
    assertThat(queue().pendingRuns(ALL, Long.MAX_VALUE))
        .as("longest waiting first")
        .containsExactly(thirds, seconds);
    assertThat(queue().pendingRuns(1, Long.MAX_VALUE)).containsExactly(thirds);
    assertThat(queue().pendingRuns(ALL, Long.MAX_VALUE)).as("looking takes nothing").hasSize(2);
  }

  @Test
  void aRunEndsBeforeItGetsTooLarge() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = segments(key, 5, 1_000);
    commit();
    assertThat(queue().pendingRuns(ALL, 1)).containsExactly(segments.subList(0, 1));
    assertThat(queue().pendingRuns(ALL, 1_900)).containsExactly(segments.subList(0, 1));
    assertThat(queue().pendingRuns(ALL, 2_100)).containsExactly(segments.subList(0, 2));
    assertThat(queue().pendingRuns(ALL, 4_999)).containsExactly(segments.subList(0, 4));
    assertThat(queue().pendingRuns(ALL, 5_100)).containsExactly(segments);
  }

  @Test
  void offloadedSegmentsWaitNoLonger() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = segments(key, 4, 10);
    streams.offload(segments.subList(0, 2));
    commit();
    assertThat(queue().pendingRuns(ALL, ALL)).containsExactly(segments.subList(2, 4));
    streams.offload(segments.subList(2, 4));
    commit();
    assertThat(queue().pendingRuns(ALL, ALL)).isEmpty();
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
    assertThat(queue().pendingRuns(1, 1)).containsExactly(first);
    streams.offload(first);
    commit();
    assertThat(queue().pendingRuns(1, 1)).containsExactly(others);
    List<SealedSegment> third = segments(busy, 1, 10);
    commit();
    assertThat(queue().pendingRuns(ALL, 1)).containsExactly(others, second);
    streams.offload(second);
    streams.offload(third);
    segments(busy, 1, 10);
    commit();
    assertThat(queue().pendingRuns(1, 1)).containsExactly(others);
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
    assertThat(queue().pendingRuns(ALL, ALL)).containsExactly(segments);
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
    assertThat(queue().idleTails(begin.plusSeconds(1), Instant.EPOCH, FAR, ALL))
        .containsExactly(idle);
    assertThat(queue().idleTails(begin, Instant.EPOCH, FAR, ALL)).as("not before").isEmpty();
    assertThat(queue().idleTails(begin.plusSeconds(11), Instant.EPOCH, FAR, ALL))
        .containsExactlyInAnyOrder(idle, busy);
    assertThat(queue().idleTails(begin.plusSeconds(11), Instant.EPOCH, FAR, 1)).hasSize(1);
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
    assertThat(queue().idleTails(Instant.EPOCH, begin.plusMillis(1), FAR, ALL))
        .containsExactly(key);
    assertThat(queue().idleTails(Instant.EPOCH, begin, FAR, ALL)).isEmpty();

    streams.seal(key);
    streams.advance(Duration.ofSeconds(10));
    streams.append(key, "third");
    commit();
    assertThat(queue().idleTails(Instant.EPOCH, begin.plusSeconds(20), FAR, ALL))
        .as("a new segment starts a new age")
        .isEmpty();
    assertThat(queue().idleTails(Instant.EPOCH, begin.plusSeconds(21), FAR, ALL))
        .containsExactly(key);
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
    assertThat(queue().idleTails(begin.plusSeconds(11), Instant.EPOCH, FAR, ALL))
        .containsExactly(key);
    assertThat(queue().idleTails(begin.plusSeconds(10), Instant.EPOCH, FAR, ALL)).isEmpty();
    assertThat(queue().idleTails(Instant.EPOCH, begin.plusSeconds(1), FAR, ALL))
        .containsExactly(key);
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
      assertThat(queue().idleTails(begin, Instant.EPOCH, then.minusMillis(1), ALL))
          .containsExactly(late);
      assertThat(queue().idleTails(begin, Instant.EPOCH, then, ALL)).isEmpty();
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
    assertThat(queue().idleTails(streams.now().plusSeconds(9), Instant.EPOCH, FAR, ALL)).isEmpty();
  }

  @Test
  void smallAdjacentObjectsAreCompactable() {
    StreamKey key = streams.create("a");
    List<StoredObject> objects = objects(key, 4, 100);
    commit();
    assertThat(queue().compactableRuns(ALL, 2, 1_000, 10_000, ALL)).containsExactly(objects);
    assertThat(queue().compactableRuns(ALL, 5, 1_000, 10_000, ALL)).isEmpty();
    assertThat(queue().compactableRuns(ALL, 2, 104, 10_000, ALL)).as("not smaller").isEmpty();
    assertThat(queue().compactableRuns(ALL, 2, 105, 10_000, ALL)).hasSize(1);
    assertThat(queue().compactableRuns(0, 2, 1_000, 10_000, ALL)).isEmpty();
  }

  @Test
  void compactableRunsKeepTheirBounds() {
    StreamKey mixed = streams.create("mixed");
    objects(mixed, 1, 100);
    objects(mixed, 1, 5_000);
    objects(mixed, 3, 100);
    StreamKey gap = streams.create("gap");
    objects(gap, 2, 100);
    segments(gap, 1, 100);
    StreamKey lonely = streams.create("lonely");
    objects(lonely, 1, 100);
    commit();
    List<List<StoredObject>> runs = queue().compactableRuns(ALL, 2, 1_000, 220, ALL);
    assertThat(runs).isNotEmpty();
    assertThat(runs).anyMatch(run -> run.getFirst().key().equals(mixed));
    assertThat(runs).anyMatch(run -> run.getFirst().key().equals(gap));
    for (List<StoredObject> run : runs) {
      assertThat(run).hasSizeGreaterThanOrEqualTo(2).allMatch(o -> o.size() < 1_000);
      assertThat(run.stream().mapToLong(StoredObject::size).sum()).isLessThanOrEqualTo(220);
      for (int i = 1; i < run.size(); i++) {
        assertThat(run.get(i).key()).isEqualTo(run.get(i - 1).key());
        assertThat(run.get(i).start()).isEqualTo(run.get(i - 1).end());
      }
    }
    assertThat(queue().compactableRuns(1, 2, 1_000, 220, ALL)).hasSize(1);
  }

  /** An object names its first and its last segment, and holds all between. */
  @Test
  void runsEndWhereNumbersWereSkipped() {
    StreamKey key = streams.create("a");
    List<SealedSegment> before = segments(key, 2, 100);
    streams.rotateBy(RotationPolicy.NEVER.withFloor(1L << 40));
    List<SealedSegment> behind = segments(key, 2, 100);
    commit();
    assertThat(behind.getFirst().number()).isEqualTo(1L << 40);
    assertThat(queue().pendingRuns(ALL, ALL)).containsExactly(before);
    streams.offload(before.subList(0, 1));
    streams.offload(before.subList(1, 2));
    commit();
    assertThat(queue().pendingRuns(ALL, ALL)).containsExactly(behind);
    streams.offload(behind.subList(0, 1));
    streams.offload(behind.subList(1, 2));
    commit();
    assertThat(queue().compactableRuns(ALL, 3, 1_000, 10_000, ALL)).isEmpty();
    assertThat(queue().compactableRuns(ALL, 2, 1_000, 10_000, ALL))
        .first()
        .satisfies(run -> {
          assertThat(run).hasSize(2);
          assertThat(run.getFirst().isFollowedBy(run.getLast())).isTrue();
        });
  }

  @Test
  void aCompactableRunHasNotTooManySegments() {
    StreamKey key = streams.create("a");
    streams.offload(segments(key, 6, 10));
    List<StoredObject> small = objects(key, 4, 10);
    commit();
    assertThat(queue().compactableRuns(ALL, 3, 1_000, 10_000, 6)).containsExactly(small);
    assertThat(queue().compactableRuns(ALL, 3, 1_000, 10_000, 4)).containsExactly(small);
    assertThat(queue().compactableRuns(ALL, 4, 1_000, 10_000, 3)).isEmpty();
    assertThat(queue().compactableRuns(ALL, 3, 1_000, 10_000, 3))
        .singleElement()
        .satisfies(run -> assertThat(small).containsSubsequence(run).hasSizeGreaterThan(2));
  }

  /** Else a few runs that cannot be compacted would keep all others from it. */
  @Test
  void compactableRunsThatAreLeftAloneDoNotHideOthers() {
    Set<StreamKey> keys = new HashSet<>();
    for (String path : List.of("a", "b", "c")) {
      StreamKey key = streams.create(path);
      objects(key, 3, 10);
      keys.add(key);
    }
    commit();
    Set<StreamKey> found = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      found.add(queue().compactableRuns(1, 3, 1_000, 10_000, ALL).getFirst().getFirst().key());
    }
    assertThat(found).isEqualTo(keys);
    assertThat(queue().compactableRuns(ALL, 3, 1_000, 10_000, ALL)).isNotEmpty();
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
    assertThat(queue().compactableRuns(ALL, 2, 1_000, 10_000, ALL)).isEmpty();
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
    assertThat(queue().pendingRuns(ALL, ALL).getFirst()).hasSize(3);
    streams.close(key, null);
    commit();
    assertThat(queue().pendingRuns(ALL, ALL).getFirst()).hasSize(4);
    assertThat(queue().idleTails(FAR, FAR, FAR, ALL)).isEmpty();
  }
}
