package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.creation.Precondition;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.ObjectSpan;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Contract of every {@link StreamDirectory}. */
public abstract class StreamDirectoryContract extends StoreContract {

  private static final int ALL = 1_000;

  /** Five segments of three bytes: 0..3, 3..6, 6..9, 9..12, 12..15; then an open one. */
  private List<SealedSegment> fiveSegments(StreamKey key) {
    List<SealedSegment> segments = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      streams.append(key, "%03d".formatted(i));
      segments.add(streams.seal(key));
    }
    streams.append(key, "open");
    return segments;
  }

  @Test
  void anEmptyStoreHasNothingToLookUp() {
    var key = new StreamKey(1);
    assertThat(directory().segment(key, 0)).isEmpty();
    assertThat(directory().segmentsFrom(key, 0, ALL)).isEmpty();
    assertThat(directory().objectsFrom(key, 0, ALL)).isEmpty();
    assertThat(directory().expired(Instant.parse("9999-01-01T00:00:00Z"), ALL)).isEmpty();
    var census = directory().census();
    assertThat(census)
        .isEqualTo(new StreamDirectory.Census(0, 0, 0, 0, 0, 0, 0, 0, census.fileBytes()));
  }

  @Test
  void segmentsAreFoundByNumberAndByPosition() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = fiveSegments(key);
    commit();
    for (int i = 0; i < 5; i++) {
      assertThat(directory().segment(key, i)).contains(segments.get(i));
      for (int p = 3 * i; p < 3 * i + 3; p++) {
        assertThat(directory().segmentsFrom(key, p, ALL)).isEqualTo(segments.subList(i, 5));
        assertThat(directory().segmentsFrom(key, p, 1)).containsExactly(segments.get(i));
      }
    }
    assertThat(directory().segment(key, 5)).isEmpty();
    assertThat(directory().segment(key, 6)).isEmpty();
    assertThat(directory().segmentsFrom(key, 15, ALL)).isEmpty();
    assertThat(directory().segmentsFrom(key, 19, ALL)).isEmpty();
  }

  @Test
  void segmentsOfJsonCountMessages() {
    StreamKey key = streams.create("a", ContentType.JSON);
    streams.appendJson(key, "1", "2", "3");
    commit();
    SealedSegment sealed = streams.seal(key);
    commit();
    assertThat(sealed).isEqualTo(new SealedSegment(key, 0, 0, 3, 3, 3));
    assertThat(directory().segmentsFrom(key, 2, ALL)).containsExactly(sealed);
    assertThat(directory().segmentsFrom(key, 3, ALL)).isEmpty();
  }

  @Test
  void aForkHasSegmentsOfItsOwnOnly() {
    StreamKey source = streams.create("source");
    fiveSegments(source);
    StreamKey fork = streams.forkAt("fork", source, 4);
    streams.append(fork, "fork");
    SealedSegment own = streams.seal(fork);
    commit();
    assertThat(own.number()).isEqualTo(2);
    assertThat(directory().segment(fork, 0)).isEmpty();
    assertThat(directory().segment(fork, 2)).contains(own);
    assertThat(directory().segmentsFrom(fork, 0, ALL)).containsExactly(own);
    assertThat(directory().segmentsFrom(fork, 4, ALL)).containsExactly(own);
  }

  @Test
  void segmentsOutliveTheirRows() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = fiveSegments(key);
    StoredObject first = streams.offload(segments.subList(0, 2));
    StoredObject second = streams.offload(segments.subList(2, 5));
    commit();
    reclaimAll();
    streams.compact(List.of(first, second));
    commit();
    for (SealedSegment segment : segments) {
      assertThat(directory().segment(key, segment.number())).contains(segment);
      assertThat(directory().segmentsFrom(key, segment.start(), 1)).containsExactly(segment);
    }
  }

  @Test
  void objectsAreFoundFromAnyPosition() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = fiveSegments(key);
    StoredObject first = streams.offload(segments.subList(0, 2));
    StoredObject second = streams.offload(segments.subList(2, 3));
    StoredObject third = streams.offload(segments.subList(3, 4));
    commit();
    assertThat(directory().objectsFrom(key, 0, ALL)).containsExactly(first, second, third);
    assertThat(directory().objectsFrom(key, 5, ALL)).containsExactly(first, second, third);
    assertThat(directory().objectsFrom(key, 6, ALL)).containsExactly(second, third);
    assertThat(directory().objectsFrom(key, 6, 1)).containsExactly(second);
    assertThat(directory().objectsFrom(key, 11, ALL)).containsExactly(third);
    assertThat(directory().objectsFrom(key, 12, ALL)).isEmpty();
    assertThat(directory().objectsFrom(new StreamKey(99), 0, ALL)).isEmpty();
  }

  @Test
  void theFrameIndexIsKeptWhole() {
    StreamKey key = streams.create("a");
    for (int i = 0; i < 40; i++) {
      streams.append(key, ("%04d".formatted(i)).repeat(16 * 1024));
    }
    StoredObject object = streams.offload(List.of(streams.seal(key)));
    commit();
    restart();
    assertThat(object.index().blocks()).isEqualTo(10);
    StoredObject found = directory().objectsFrom(key, 0, 1).getFirst();
    assertThat(found).isEqualTo(object);
    assertThat(found.index().block(7)).isEqualTo(object.index().block(7));
  }

  @Test
  void aCompactedObjectTakesThePlaceOfTheOthers() {
    StreamKey key = streams.create("a");
    List<StoredObject> objects =
        fiveSegments(key).stream().map(s -> streams.offload(List.of(s))).toList();
    commit();
    StoredObject joined = streams.compact(objects.subList(1, 4));
    commit();
    assertThat(directory().objectsFrom(key, 0, ALL))
        .containsExactly(objects.get(0), joined, objects.get(4));
    assertThat(directory().objectsFrom(key, 7, 1)).containsExactly(joined);
  }

  @Test
  void streamsWithObjectsAreListedAPieceAtATime() {
    List<StreamKey> keys = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      StreamKey key = streams.create("stream/" + i);
      streams.append(key, "x");
      SealedSegment segment = streams.seal(key);
      if (i != 2) {
        streams.offload(List.of(segment));
        keys.add(key);
      }
    }
    streams.fork("fork", keys.get(1));
    streams.delete(keys.get(1));
    streams.delete(keys.get(4));
    keys.remove(4);
    commit();
    assertThat(directory().keysWithObjects(0, ALL)).isEqualTo(keys);
    assertThat(directory().keysWithObjects(0, 2)).isEqualTo(keys.subList(0, 2));
    assertThat(directory().keysWithObjects(keys.get(1).value(), ALL)).isEqualTo(keys.subList(2, 4));
    assertThat(directory().keysWithObjects(keys.get(3).value(), ALL)).isEmpty();
  }

  @Test
  void objectsOfAllStreamsAreReadPageByPage() {
    StreamKey first = streams.create("z");
    StreamKey second = streams.create("a");
    StreamKey gone = streams.create("gone");
    List<ObjectSpan> expected = new ArrayList<>();
    for (StreamKey key : List.of(first, second)) {
      for (int i = 0; i < 5; i++) {
        streams.append(key, "x".repeat(1 + i));
        expected.add(streams.offload(List.of(streams.seal(key))).span());
      }
    }
    streams.append(gone, "x");
    streams.offload(List.of(streams.seal(gone)));
    streams.fork("fork", second);
    streams.delete(second);
    streams.delete(gone);
    commit();
    assertThat(directory().objects(0, 0, ALL)).isEqualTo(expected);
    List<ObjectSpan> found = new ArrayList<>(directory().objects(0, 0, 3));
    while (found.size() < expected.size()) {
      ObjectSpan last = found.getLast();
      found.addAll(directory().objects(last.key().value(), last.start() + 1, 3));
    }
    assertThat(found).isEqualTo(expected);
    ObjectSpan third = expected.get(2);
    assertThat(directory().objects(first.value(), third.start(), 1)).containsExactly(third);
    assertThat(directory().objects(gone.value(), 0, ALL)).isEmpty();
  }

  @Test
  void streamsCountForTheirTenant() {
    StreamKey first = createFor("acme", "a");
    StreamKey second = createFor("acme", "b");
    createFor("umbrella", "c");
    StreamKey nobodys = streams.create("d");
    commit();
    assertThat(directory().streamsOf("acme", ALL)).isEqualTo(2);
    assertThat(directory().streamsOf("acme", 1)).isEqualTo(1);
    assertThat(directory().streamsOf("umbrella", ALL)).isEqualTo(1);
    assertThat(directory().streamsOf("acm", ALL)).isZero();
    assertThat(directory().streamsOf("", ALL)).isZero();

    StreamKey fork = streams.fork("e", first);
    commit();
    assertThat(directory().streamsOf("acme", ALL)).isEqualTo(2);
    streams.delete(first); // softly, because of the fork
    streams.delete(nobodys);
    commit();
    assertThat(directory().streamsOf("acme", ALL)).isEqualTo(1);
    streams.delete(fork);
    streams.delete(second);
    commit();
    assertThat(directory().streamsOf("acme", ALL)).isZero();
    assertThat(directory().streamsOf("umbrella", ALL)).isEqualTo(1);
  }

  @Test
  void bytesCountForTheirTenantAndInAll() {
    StreamKey bytes = createFor("acme", "a");
    StreamKey other = createFor("umbrella", "c");
    StreamKey nobodys = streams.create("d", ContentType.JSON);
    List<SealedSegment> segments = fiveSegments(bytes);
    streams.append(other, "12345");
    streams.appendJson(nobodys, "1", "23");
    commit();
    assertThat(directory().bytesOf("acme")).isEqualTo(19);
    assertThat(directory().bytesOf("umbrella")).isEqualTo(5);
    assertThat(directory().bytesOf("")).isZero();
    assertThat(directory().bytesOfAll()).isEqualTo(27);

    streams.offload(segments.subList(0, 3));
    streams.fork("e", bytes);
    commit();
    assertThat(directory().bytesOf("acme")).as("archived bytes count").isEqualTo(19);
    assertThat(directory().bytesOfAll()).as("forks share").isEqualTo(27);

    streams.delete(other);
    commit();
    assertThat(directory().bytesOf("umbrella")).isZero();
    assertThat(directory().bytesOfAll()).isEqualTo(22);
  }

  private StreamKey createFor(String tenant, String path) {
    return streams.create(
        new CreateIntent(
            new StreamPath(path),
            null,
            null,
            ParsedBody.EMPTY,
            false,
            ForkPoint.NONE,
            tenant,
            Precondition.NONE));
  }

  @Test
  void liveStreamsAreListedAPieceAtATime() {
    assertThat(directory().liveStreams(0, ALL)).isEmpty();
    StreamKey a = streams.create("a", ContentType.JSON);
    StreamKey b = streams.create("b");
    StreamKey c = streams.create("c");
    StreamKey fork = streams.fork("fork", b);
    commit();
    streams.delete(b);
    streams.delete(c);
    commit();
    var first =
        new StreamDirectory.LiveStream(
            a, new StreamPath("a"), ContentType.JSON, streams.state(a).createdAt());
    assertThat(directory().liveStreams(0, 1)).containsExactly(first);
    assertThat(directory().liveStreams(a.value(), ALL))
        .extracting(StreamDirectory.LiveStream::key)
        .containsExactly(fork);
    assertThat(directory().liveStreams(fork.value(), ALL)).isEmpty();
  }

  @Test
  void livePathsAreListedByTheirBeginning() {
    for (String path : List.of("a", "a-b", "a/", "a/1", "a/2", "a/2/3", "a0", "b/1", "\uffee")) {
      streams.create(path);
    }
    StreamKey gone = streams.create("a/gone");
    commit();
    streams.delete(gone);
    commit();
    assertThat(directory().livePaths("a/", "", ALL))
        .containsExactlyElementsOf(paths("a/", "a/1", "a/2", "a/2/3"));
    assertThat(directory().livePaths("a/", "", 2)).containsExactlyElementsOf(paths("a/", "a/1"));
    assertThat(directory().livePaths("a/", "a/1", 1)).containsExactlyElementsOf(paths("a/2"));
    assertThat(directory().livePaths("a/2/", "", ALL)).containsExactlyElementsOf(paths("a/2/3"));
    assertThat(directory().livePaths("", "", ALL)).hasSize(9);
    assertThat(directory().livePaths("", "b/1", ALL)).containsExactlyElementsOf(paths("\uffee"));
    assertThat(directory().livePaths("none/", "", ALL)).isEmpty();
  }

  private static List<StreamPath> paths(String... values) {
    return Stream.of(values).map(StreamPath::new).toList();
  }

  @Test
  void streamsAreListedByName() {
    assertThat(directory().streamsNamed("", "", ALL)).isEmpty();
    StreamKey json = streams.create("a/1", ContentType.JSON);
    StreamKey bytes = streams.create("a/2");
    streams.append(bytes, "abc");
    SealedSegment sealed = streams.seal(bytes);
    StoredObject object = streams.offload(List.of(sealed));
    streams.append(bytes, "de");
    StreamKey fork = streams.fork("b", bytes);
    streams.create("\ue000");
    streams.create("\ud83d\ude00");
    commit();
    assertThat(names("", "")).containsExactly("a/1", "a/2", "b", "\ue000", "\ud83d\ude00");
    assertThat(names("a/", "")).containsExactly("a/1", "a/2");
    assertThat(names("a/", "a/1")).containsExactly("a/2");
    assertThat(names("a/", "a/2")).isEmpty();
    assertThat(names("b", "a/1")).containsExactly("b");
    assertThat(names("a", "b")).isEmpty();
    assertThat(names("c", "")).isEmpty();
    assertThat(directory().streamsNamed("", "", 1))
        .extracting(StreamDirectory.ListedStream::key)
        .containsExactly(json);
    var listed = directory().streamsNamed("a/2", "", 1).getFirst();
    assertThat(listed.tail()).isEqualTo(streams.state(bytes).tail());
    assertThat(listed.coldBytes()).isEqualTo(object.size());
    assertThat(listed.hotBytes()).isBetween(2L, 5L);
    assertThat(listed.createdAt()).isEqualTo(streams.state(bytes).createdAt());
    assertThat(listed.closed()).isFalse();
    assertThat(directory().streamsNamed("b", "", 1).getFirst().origin())
        .isEqualTo(streams.state(fork).origin());
    assertThat(directory().census().forks()).isEqualTo(1);
    assertThat(directory().forksOf(bytes, 0, ALL))
        .extracting(StreamDirectory.ListedStream::key)
        .containsExactly(fork);
    assertThat(directory().forksOf(bytes, fork.value(), ALL)).isEmpty();
    assertThat(directory().forksOf(json, 0, ALL)).isEmpty();
    streams.close(bytes, null);
    commit();
    assertThat(directory().streamsNamed("a/2", "", 1).getFirst().closed()).isTrue();
  }

  private List<String> names(String prefix, String after) {
    return directory().streamsNamed(prefix, after, ALL).stream()
        .map(stream -> stream.path().value())
        .toList();
  }

  @Test
  void whatIsBeforeTheFrontIsRemoved() {
    StreamKey key = streams.create("a");
    List<SealedSegment> segments = fiveSegments(key);
    StoredObject first = streams.offload(segments.subList(0, 2));
    StoredObject second = streams.offload(segments.subList(2, 4));
    commit();
    streams.trimTo(key, 3);
    commit();
    check();
    assertThat(store().load(key).orElseThrow().state().front())
        .isEqualTo(new Front(9, new Offset(2, 3)));
    assertThat(queue().garbageObjects(ALL)).containsExactly(first.name());
    assertThat(directory().objectsFrom(key, 0, ALL)).containsExactly(second);
    assertThat(directory().segment(key, 1)).isEmpty();
    assertThat(directory().segment(key, 2)).as("an object holds it").isPresent();
    streams.trimTo(key, 5);
    commit();
    check();
    assertThat(queue().garbageObjects(ALL)).containsExactly(first.name(), second.name());
    assertThat(queue().pendingSegments(0, ALL, ALL)).isEmpty();
    assertThat(directory().segmentsFrom(key, 0, ALL)).isEmpty();
    reclaimAll();
    restart();
    check();
    streams.append(key, "more");
    streams.seal(key);
  }

  @Test
  void segmentsThatWaitAreRemovedInTheCommitThatSealsThem() {
    StreamKey key = streams.create("a");
    fiveSegments(key);
    commit();
    streams.append(key, "last");
    streams.seal(key);
    streams.append(key, "first");
    streams.trimTo(key, 6);
    commit();
    check();
    assertThat(queue().pendingSegments(0, ALL, ALL)).isEmpty();
    reclaimAll();
    streams.append(key, "second");
    commit();
    restart();
    check();
    assertThat(directory().census().hotBytes()).isEqualTo("firstsecond".length());
  }

  @Test
  void expiredStreamsComeEarliestFirst() {
    Instant now = streams.now();
    StreamKey late = streams.create("late", ContentType.JSON, new Expiry.At(now.plusSeconds(9)));
    StreamKey early = streams.create("early", ContentType.JSON, new Expiry.At(now.plusSeconds(3)));
    StreamKey soon = streams.create("soon", ContentType.JSON, new Expiry.At(now.plusSeconds(6)));
    streams.create("never", ContentType.JSON);
    streams.create("in ages", ContentType.JSON, new Expiry.Sliding(Long.MAX_VALUE));
    commit();
    assertThat(directory().expired(now, ALL)).isEmpty();
    assertThat(directory().expired(now.plusSeconds(3).minusMillis(1), ALL)).isEmpty();
    assertThat(directory().expired(now.plusSeconds(3), ALL)).containsExactly(early);
    assertThat(directory().expired(now.plusSeconds(100), ALL)).containsExactly(early, soon, late);
    assertThat(directory().expired(now.plusSeconds(100), 2)).containsExactly(early, soon);
  }

  @Test
  void aMovedDeadlineCounts() {
    StreamKey key = streams.create("a", ContentType.JSON, new Expiry.Sliding(10));
    commit();
    Instant first = streams.state(key).deadline();
    assertThat(directory().expired(first, ALL)).containsExactly(key);
    streams.moveDeadline(key, first.plus(Duration.ofHours(1)));
    commit();
    assertThat(directory().expired(first, ALL)).isEmpty();
    assertThat(directory().expired(first.plus(Duration.ofHours(1)), ALL)).containsExactly(key);
  }

  @Test
  void deletedStreamsDoNotExpireAgain() {
    Expiry second = new Expiry.Sliding(1);
    StreamKey source = streams.create("source", ContentType.JSON, second);
    StreamKey fork = streams.fork("fork", source);
    StreamKey gone = streams.create("gone", ContentType.JSON, second);
    commit();
    Instant later = streams.now().plusSeconds(1_000);
    assertThat(directory().expired(later, ALL)).containsExactlyInAnyOrder(source, fork, gone);
    streams.delete(source);
    streams.delete(gone);
    commit();
    assertThat(directory().expired(later, ALL)).containsExactly(fork);
  }

  @Test
  void aClosedStreamExpiresToo() {
    StreamKey key = streams.create("a", ContentType.JSON, new Expiry.Sliding(1));
    streams.close(key, null);
    commit();
    assertThat(directory().expired(streams.now().plusSeconds(10), ALL)).containsExactly(key);
  }

  @Test
  void theCensusFollowsALife() {
    StreamKey key = streams.create("a");
    streams.append(key, "0123456789");
    commit();
    assertThat(directory().census().streams()).isEqualTo(1);
    assertThat(directory().census().hotBytes()).isEqualTo(10);
    assertThat(directory().census().hotRows()).isPositive();
    assertThat(directory().census().pendingSegments()).isZero();

    SealedSegment segment = streams.seal(key);
    streams.fork("fork", key);
    commit();
    assertThat(directory().census().streams()).isEqualTo(2);
    assertThat(directory().census().pendingSegments()).isEqualTo(1);
    assertThat(directory().census().pendingBytes()).isEqualTo(10);

    streams.offload(List.of(segment));
    streams.delete(key);
    commit();
    assertThat(directory().census().streams()).as("soft-deleted ones too").isEqualTo(2);
    assertThat(directory().census().pendingSegments()).isZero();
    assertThat(directory().census().objects()).isEqualTo(1);
  }

  @Test
  void theCensusCountsPayloadOfJsonWithoutCommas() {
    StreamKey key = streams.create("a", ContentType.JSON);
    streams.appendJson(key, "100", "200");
    commit();
    assertThat(streams.state(key).contentType().unit()).isEqualTo(PositionUnit.MESSAGES);
    assertThat(directory().census().hotBytes()).isEqualTo(6);
  }
}
