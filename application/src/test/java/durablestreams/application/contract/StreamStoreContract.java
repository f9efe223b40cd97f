package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Contract of every {@link StreamStore}. State and lifecycle are here; reading rows, long histories
 * and readers during commits are in the classes above.
 */
public abstract class StreamStoreContract extends StoreHistoryContract {

  private StoredStream loaded(StreamKey key) {
    return store().load(key).orElseThrow();
  }

  @Test
  void anEmptyStoreKnowsNothing() {
    assertThat(store().load(new StreamPath("a"))).isEmpty();
    assertThat(store().load(new StreamKey(1))).isEmpty();
    assertThat(store().highestKey()).isZero();
    assertThat(reclaim(10)).isFalse();
  }

  @Test
  void aCommitOfNothingIsFine() {
    store().commit(List.of());
  }

  @Test
  void aCreatedStreamIsLoadedByPathAndByKey() {
    StreamKey key = streams.create("a/b", ContentType.JSON);
    commit();
    var expected = new StoredStream(streams.state(key), Map.of());
    assertThat(store().load(new StreamPath("a/b"))).contains(expected);
    assertThat(store().load(key)).contains(expected);
    assertThat(store().load(new StreamPath("a"))).isEmpty();
    assertThat(store().load(new StreamPath("a/b/"))).isEmpty();
    assertThat(store().load(new StreamPath("A/b"))).isEmpty();
    assertThat(store().highestKey()).isEqualTo(key.value());
  }

  @Test
  void namesAndTypesAreKeptToTheLetter() {
    var type = new ContentType("Text/Plain; charset=\"UTF-8\" ;q='%_--");
    List<String> paths =
        List.of(
            "é", "e\u0301", "日本/語", "a b'\"%_;--", "..", "/", "x".repeat(1_024), "\ud83d\ude80");
    List<StreamKey> keys = paths.stream().map(path -> streams.create(path, type)).toList();
    commit();
    for (StreamKey key : keys) {
      assertThat(store().load(streams.state(key).path()))
          .map(StoredStream::state)
          .contains(streams.state(key));
    }
  }

  @Test
  void everyExpiryIsKeptAsItsCreatorWroteIt() {
    List<Expiry> expiries =
        List.of(
            Expiry.never(),
            new Expiry.Sliding(0),
            new Expiry.Sliding(3_600),
            new Expiry.Sliding(Long.MAX_VALUE),
            new Expiry.At(Instant.parse("1969-12-31T00:00:00Z")),
            new Expiry.At(Instant.parse("2031-02-03T04:05:06.123456789Z")),
            new Expiry.At(Instant.parse("9999-12-31T23:59:59.999Z")));
    List<StreamKey> keys = new ArrayList<>();
    for (Expiry expiry : expiries) {
      keys.add(streams.create("expiry/" + keys.size(), ContentType.JSON, expiry));
    }
    commit();
    restart();
    for (int i = 0; i < keys.size(); i++) {
      assertThat(loaded(keys.get(i)).state().expiry()).isEqualTo(expiries.get(i));
    }
  }

  @Test
  void aMovedDeadlineIsLoaded() {
    StreamKey key = streams.create("a", ContentType.JSON, new Expiry.Sliding(60));
    commit();
    Instant later = streams.now().plus(Duration.ofMinutes(5));
    streams.moveDeadline(key, later);
    commit();
    assertThat(loaded(key).state().deadline()).isEqualTo(later);
  }

  @Test
  void appendsMoveTheTail() {
    StreamKey bytes = streams.create("bytes");
    StreamKey json = streams.create("json", ContentType.JSON);
    commit();
    streams.append(bytes, "hello");
    streams.appendJson(json, "1", "[2,3]", "{\"a\":4}");
    commit();
    streams.append(bytes, "!");
    commit();
    assertThat(loaded(bytes).state().tail()).isEqualTo(streams.state(bytes).tail());
    assertThat(loaded(bytes).state().tail().position()).isEqualTo(6);
    assertThat(loaded(bytes).state().tail().segmentMessages()).isEqualTo(2);
    assertThat(loaded(json).state().tail().position()).isEqualTo(3);
    assertThat(loaded(json).state().tail().segmentBytes()).isEqualTo(13);
  }

  @Test
  void aCommitIsAppliedInOrder() {
    StreamKey key = streams.create("a");
    for (int i = 0; i < 20; i++) {
      streams.append(key, "message " + i);
    }
    streams.close(key, null);
    commit();
    assertThat(loaded(key).state()).isEqualTo(streams.state(key));
  }

  @Test
  void initialContentAndClosureComeWithTheStream() {
    StreamKey key =
        streams.create(
            new CreateIntent(
                new StreamPath("done"),
                ContentType.JSON,
                null,
                new ParsedBody.Messages(StreamFixtures.json("1", "2")),
                true,
                ForkPoint.NONE));
    commit();
    assertThat(loaded(key).state().closure()).isEqualTo(Closure.closed());
    assertThat(loaded(key).state().tail().position()).isEqualTo(2);
  }

  @Test
  void producersAreFoldedFromTheirAppends() {
    StreamKey key = streams.create("a");
    appendAs(key, new ProducerStamp("one", 0, 0));
    appendAs(key, new ProducerStamp("two", 7, 0));
    commit();
    appendAs(key, new ProducerStamp("one", 0, 1));
    appendAs(key, new ProducerStamp("two", ProducerStamp.MAX_NUMBER, 0));
    appendAs(key, new ProducerStamp("ü".repeat(256), 0, 0));
    streams.append(key, "no producer");
    commit();
    assertThat(loaded(key).producers())
        .containsOnly(
            Map.entry("one", used(0, 1)),
            Map.entry("two", used(ProducerStamp.MAX_NUMBER, 0)),
            Map.entry("ü".repeat(256), used(0, 0)));
  }

  @Test
  void forgottenProducersStayForgotten() {
    StreamKey key = streams.create("a");
    appendAs(key, new ProducerStamp("folded", 0, 0));
    streams.seal(key);
    commit();
    appendAs(key, new ProducerStamp("in the log", 0, 0));
    commit();
    streams.advance(Duration.ofMillis(1));
    Instant before = streams.now();
    appendAs(key, new ProducerStamp("kept", 0, 0));
    commit();
    streams.forgetProducers(key, before);
    appendAs(key, new ProducerStamp("new", 0, 0));
    commit();
    assertThat(loaded(key).producers()).containsOnlyKeys("kept", "new");
    restart();
    assertThat(loaded(key).producers())
        .containsOnly(Map.entry("kept", used(0, 0)), Map.entry("new", used(0, 0)));
    streams.seal(key);
    commit();
    restart();
    assertThat(loaded(key).producers()).containsOnlyKeys("kept", "new");
  }

  @Test
  void whatWasLoadedDoesNotChangeLater() {
    StreamKey key = streams.create("a");
    appendAs(key, new ProducerStamp("one", 0, 0));
    commit();
    StoredStream before = loaded(key);
    appendAs(key, new ProducerStamp("one", 0, 1));
    appendAs(key, new ProducerStamp("two", 0, 0));
    commit();
    assertThat(before.producers()).containsOnly(Map.entry("one", used(0, 0)));
    assertThat(before.state().tail().segmentMessages()).isEqualTo(1);
  }

  @Test
  void theClosingProducerIsRemembered() {
    StreamKey closedOnly = streams.create("closed-only");
    StreamKey withData = streams.create("with-data");
    var stamp = new ProducerStamp("closer", 3, 0);
    streams.close(closedOnly, stamp);
    streams.append(withData, StreamFixtures.bytes("last"), stamp, StreamSeq.NONE, true);
    commit();
    for (StreamKey key : List.of(closedOnly, withData)) {
      assertThat(loaded(key).state().closure()).isEqualTo(new Closure.ClosedBy(stamp));
      assertThat(loaded(key).producers()).containsOnly(Map.entry("closer", used(3, 0)));
    }
  }

  @Test
  void theHighestStreamSeqIsRemembered() {
    StreamKey key = streams.create("a");
    streams.append(key, StreamFixtures.bytes("x"), null, new StreamSeq("09"), false);
    streams.append(key, StreamFixtures.bytes("y"), null, new StreamSeq("1ÿ~ "), false);
    streams.append(key, "z");
    commit();
    assertThat(loaded(key).state().lastSeq()).isEqualTo(new StreamSeq("1ÿ~ "));
  }

  @Test
  void sealingStartsANewSegmentAndMovesNoOffset() {
    StreamKey key = streams.create("a");
    streams.append(key, "hello");
    commit();
    streams.seal(key);
    commit();
    StreamState state = loaded(key).state();
    assertThat(state.tail()).isEqualTo(streams.state(key).tail());
    assertThat(state.tail().segment()).isEqualTo(1);
    assertThat(state.tail().offset().segment()).isZero();
    streams.append(key, "again");
    commit();
    assertThat(loaded(key).state().tail().offset().segment()).isEqualTo(1);
  }

  @Test
  void foldingGoesOnAfterSegmentsAreSealedAndOffloaded() {
    streams.rotateBy(new RotationPolicy(2, 1_000));
    StreamKey key = streams.create("a");
    for (int i = 0; i < 5; i++) {
      streams.append(
          key,
          StreamFixtures.bytes("x" + i),
          new ProducerStamp("p" + i % 2, 0, i / 2),
          new StreamSeq("s" + i),
          false);
      commit();
    }
    streams.offload(streams.model().stream(key).waiting());
    commit();
    reclaimAll();
    restart();
    assertThat(loaded(key))
        .isEqualTo(
            new StoredStream(streams.state(key), Map.of("p0", used(0, 2), "p1", used(0, 1))));
  }

  @Test
  void aForkIsCountedAtItsSource() {
    StreamKey source = streams.create("source", ContentType.JSON);
    streams.appendJson(source, "1", "2", "3");
    StreamKey fork = streams.forkAt("fork", source, 2);
    StreamKey other = streams.fork("other", source);
    commit();
    streams.appendJson(fork, "4");
    StreamKey deeper = streams.fork("deeper", fork);
    commit();
    assertThat(loaded(source).state().forks()).isEqualTo(2);
    assertThat(loaded(fork).state().forks()).isEqualTo(1);
    assertThat(loaded(other).state().forks()).isZero();
    assertThat(loaded(deeper).state()).isEqualTo(streams.state(deeper));
    assertThat(loaded(deeper).state().lineage().ranges()).hasSize(3);

    streams.delete(other);
    commit();
    assertThat(loaded(source).state().forks()).isEqualTo(1);
  }

  @Test
  void theTailOfAForkMayBeACutInsideAnAppend() {
    StreamKey source = streams.create("source");
    streams.append(source, "abc");
    streams.append(source, "defgh");
    StreamKey fork = streams.forkAt("fork", source, 5, new Offset(0, 5).asCut());
    commit();
    restart();
    assertThat(loaded(fork).state().tail().offset()).isEqualTo(new Offset(0, 5, true));
    assertThat(loaded(fork).state()).isEqualTo(streams.state(fork));
  }

  @Test
  void aLineageOfAHundredForksIsKept() {
    StreamKey key = streams.create("0");
    for (int i = 1; i <= 100; i++) {
      streams.append(key, "generation " + i);
      key = streams.fork("" + i, key);
    }
    commit();
    assertThat(loaded(key).state().lineage().ranges()).hasSize(101);
    assertThat(loaded(key).state()).isEqualTo(streams.state(key));
  }

  @Test
  void forksStartWithoutProducersAndStreamSeq() {
    StreamKey source = streams.create("source");
    streams.append(
        source, StreamFixtures.bytes("x"), new ProducerStamp("p", 0, 0), new StreamSeq("7"), false);
    StreamKey fork = streams.fork("fork", source);
    commit();
    assertThat(loaded(fork).producers()).isEmpty();
    assertThat(loaded(fork).state().lastSeq()).isEqualTo(StreamSeq.NONE);
  }

  @Test
  void aSoftDeletedStreamKeepsNameAndData() {
    StreamKey source = streams.create("source");
    streams.append(source, "hello");
    streams.fork("fork", source);
    commit();
    streams.delete(source);
    commit();
    assertThat(loaded(source).state().softDeleted()).isTrue();
    assertThat(store().load(new StreamPath("source"))).map(s -> s.state().key()).contains(source);
    assertThat(ModelCheck.found(store(), source, 0, 5, 100)).hasSize(1);
  }

  @Test
  void purgingTheLastForkPurgesSoftDeletedAncestors() {
    StreamKey root = streams.create("root");
    streams.append(root, "hello");
    StreamKey child = streams.fork("child", root);
    StreamKey grandchild = streams.fork("grandchild", child);
    streams.delete(root);
    streams.delete(child);
    commit();
    streams.delete(grandchild);
    commit();
    for (StreamKey key : List.of(root, child, grandchild)) {
      assertThat(store().load(key)).isEmpty();
    }
    assertThat(store().load(new StreamPath("root"))).isEmpty();
  }

  @Test
  void aPurgedStreamIsGoneAndItsNameIsFree() {
    StreamKey first = streams.create("a", ContentType.JSON);
    streams.append(
        first, StreamFixtures.json("1"), new ProducerStamp("p", 5, 0), new StreamSeq("9"), false);
    commit();
    streams.delete(first);
    commit();
    assertThat(store().load(first)).isEmpty();
    assertThat(store().load(new StreamPath("a"))).isEmpty();

    StreamKey second = streams.create("a");
    commit();
    assertThat(loaded(second)).isEqualTo(new StoredStream(streams.state(second), Map.of()));
    assertThat(store().load(first)).isEmpty();
  }

  @Test
  void aStreamIsReplacedWithinOneCommit() {
    StreamKey first = streams.create("a");
    streams.append(first, "old");
    commit();
    streams.append(first, "older");
    streams.delete(first);
    StreamKey second = streams.create("a");
    streams.append(second, "new");
    commit();
    assertThat(store().load(first)).isEmpty();
    assertThat(store().load(new StreamPath("a")))
        .map(StoredStream::state)
        .contains(streams.state(second));
  }

  @Test
  void aStreamMayComeAndGoWithinOneCommit() {
    StreamKey source = streams.create("source");
    commit();
    StreamKey fork = streams.fork("fork", source);
    streams.append(fork, "short life");
    streams.delete(fork);
    commit();
    assertThat(store().load(fork)).isEmpty();
    assertThat(loaded(source).state().forks()).isZero();
  }

  @Test
  void aKeyIsNeverForgotten() {
    streams.create("a");
    StreamKey last = streams.create("b");
    commit();
    streams.delete(last);
    commit();
    reclaimAll();
    restart();
    assertThat(store().highestKey()).isEqualTo(last.value());
  }

  @Test
  void aRestoredStreamIsAsItWas() {
    StreamFixtures elsewhere = new StreamFixtures();
    StreamKey source = elsewhere.create("source", ContentType.JSON, new Expiry.Sliding(60));
    elsewhere.appendJson(source, "1", "2");
    elsewhere.offload(List.of(elsewhere.seal(source)));
    elsewhere.appendJson(source, "3");
    elsewhere.offload(List.of(elsewhere.seal(source)));
    StreamKey fork = elsewhere.forkAt("fork", source, 1);
    elsewhere.append(fork, StreamFixtures.json("4"), null, StreamSeq.NONE, true);
    elsewhere.offload(List.of(elsewhere.seal(fork)));

    streams.restore(elsewhere, source);
    streams.restore(elsewhere, fork);
    commit();
    assertThat(loaded(source).state()).isEqualTo(elsewhere.state(source));
    assertThat(loaded(fork).state()).isEqualTo(elsewhere.state(fork));
    assertThat(store().highestKey()).isEqualTo(fork.value());
    assertThat(directory().keysWithObjects(0, 10)).containsExactly(source, fork);
    assertThat(directory().expired(streams.now().plusSeconds(1_000), 10))
        .containsExactlyInAnyOrder(source, fork);
    assertThat(store().readHot(source, 0, 3, 10)).isInstanceOf(HotRead.Offloaded.class);

    streams.appendJson(source, "5");
    streams.delete(fork);
    commit();
    restart();
    assertThat(loaded(source).state().tail().offset()).isEqualTo(new Offset(2, 1));
    assertThat(ModelCheck.found(store(), source, 3, 4, 10)).hasSize(1);
    assertThat(queue().garbageObjects(10)).hasSize(1);
  }

  @Test
  void twoStreamsNeverHaveOneNameAndNothingOfSuchACommitIsWritten() {
    StreamKey key = streams.create("a");
    StreamKey holder = streams.create("taken");
    streams.append(key, "before");
    commit();

    StreamFixtures elsewhere = new StreamFixtures();
    for (int i = 0; i < 2; i++) {
      elsewhere.create("skipped " + i);
    }
    elsewhere.take();
    StreamKey usurper = elsewhere.create("taken");
    StreamFixtures ours = new StreamFixtures();
    ours.create("a");
    ours.append(new StreamKey(1), "before");
    ours.take();
    ours.append(new StreamKey(1), "never written");
    List<StreamChange> changes = new ArrayList<>(ours.take());
    changes.addAll(elsewhere.take());

    assertThat(refused(changes)).isTrue();
    assertThat(loaded(key).state()).isEqualTo(streams.state(key));
    assertThat(store().load(usurper)).isEmpty();
    assertThat(store().load(new StreamPath("taken"))).map(s -> s.state().key()).contains(holder);

    streams.append(key, "after");
    commit();
    assertThat(loaded(key).state()).isEqualTo(streams.state(key));
  }

  private boolean refused(List<StreamChange> changes) {
    try {
      store().commit(changes);
      return false;
    } catch (StoreFailedException | StaleStateException e) {
      return true;
    }
  }

  /** A producer that was last used now. */
  private ProducerState used(long epoch, long seq) {
    return new ProducerState(epoch, seq, streams.now().toEpochMilli());
  }

  private void appendAs(StreamKey key, ProducerStamp stamp) {
    streams.append(key, StreamFixtures.bytes("by " + stamp.id()), stamp, StreamSeq.NONE, false);
  }
}
