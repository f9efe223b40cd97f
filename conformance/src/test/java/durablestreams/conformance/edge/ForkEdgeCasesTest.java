package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forks (protocol 4.2): creation, sub-offsets, isolation, soft delete. */
@OnEveryStore
class ForkEdgeCasesTest {
  private final StreamServer server;
  private final TestStream source;
  private final TestStream fork;
  private String middle = "";

  ForkEdgeCasesTest(StreamServer server) {
    this.server = server;
    this.source = server.unusedStream();
    this.fork = server.unusedStream();
  }

  @BeforeEach
  void createSource() {
    source.created(TEXT);
    middle = source.append(TEXT, "hello");
    source.append(TEXT, " world");
  }

  private static WireRequest forkOf(TestStream source, TestStream fork) {
    return fork.request("PUT").header("Stream-Forked-From", source.path());
  }

  private WireRequest forkAt(String offset) {
    return forkOf(source, fork).header("Stream-Fork-Offset", offset);
  }

  private static String all(TestStream stream) {
    return stream.from("-1").send().expect(200).text();
  }

  @Nested
  class Creation {
    @Test
    void theContentTypeIsInheritedAndTheRequestRepeats() {
      HttpReply created = forkAt(middle).send().expect(201);
      assertThat(created.required("Content-Type")).isEqualTo(TEXT);
      assertThat(created.nextOffset()).isEqualTo(middle);
      assertThat(created.required("Location")).isEqualTo(server.base() + fork.path());
      forkAt(middle).send().expect(200);
      forkAt(middle).type(TEXT).send().expect(200);
      assertThat(all(fork)).isEqualTo("hello");
    }

    @Test
    void aRepeatedRequestWithoutOffsetIsTheSameFork() {
      forkOf(source, fork).send().expect(201);
      forkOf(source, fork).send().expect(200);
      assertThat(all(fork)).isEqualTo("hello world");
    }

    @Test
    void anotherConfigurationIsAConflict() {
      forkAt(middle).send().expect(201);
      forkAt(START).send().expect(409);
      forkAt(middle).header("Stream-TTL", "60").send().expect(409);
      forkAt(middle).header("Stream-Fork-Sub-Offset", "1").send().expect(409);
      forkOf(server.unusedStream().created(TEXT), fork)
          .header("Stream-Fork-Offset", START)
          .send()
          .expect(409);
      fork.put(TEXT).send().expect(409);
    }

    @Test
    void aWrongTypeIsAConflictThatLeavesNoReference() {
      forkAt(middle).type(JSON).send().expect(409);
      fork.head().expect(404);
      source.delete().expect(204);
      source.head().expect(404);
      source.put(JSON).send().expect(201);
    }

    @Test
    void everyRefusalLeavesNoReference() {
      forkAt("9999999999999999_0000000000000000").send().expect(400);
      forkAt("nonsense").send().expect(400);
      forkAt(middle).header("Stream-TTL", "01").send().expect(400);
      forkAt(middle).header("Stream-Fork-Sub-Offset", "100").send().expect(400);
      forkOf(server.unusedStream(), fork).send().expect(404);
      TestStream taken = server.unusedStream().created(TEXT);
      forkOf(source, taken).send().expect(409);
      fork.head().expect(404);
      source.delete().expect(204);
      source.head().expect(404);
    }

    @Test
    void identicalCreationsRaceToOneForkAndOneReference() throws Exception {
      for (int round = 0; round < 5; round++) {
        TestStream origin = server.unusedStream().created(TEXT);
        origin.append(TEXT, "x");
        TestStream raced = server.unusedStream();
        Callable<Integer> create = () -> forkOf(origin, raced).send().status();
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
          for (Future<Integer> future : threads.invokeAll(List.of(create, create))) {
            statuses.add(future.get());
          }
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 201);
        origin.delete().expect(204);
        origin.head().expect(410);
        raced.delete().expect(204);
        awaitGone(origin);
      }
    }

    @Test
    void theTimesAreInheritedOrOwn() {
      TestStream mortal = server.unusedStream();
      mortal.put(TEXT).header("Stream-TTL", "500").send().expect(201);
      forkOf(mortal, fork).send().expect(201);
      assertThat(fork.head().required("Stream-TTL")).isEqualTo("500");

      TestStream own = server.unusedStream();
      forkOf(mortal, own).header("Stream-TTL", "900").send().expect(201);
      assertThat(own.head().required("Stream-TTL")).isEqualTo("900");

      TestStream dated = server.unusedStream();
      forkOf(mortal, dated).header("Stream-Expires-At", "2090-01-01T00:00:00Z").send().expect(201);
      assertThat(dated.head().has("Stream-TTL")).isFalse();
      assertThat(dated.head().has("Stream-Expires-At")).isTrue();

      TestStream datedToo = server.unusedStream();
      forkOf(dated, datedToo).send().expect(201);
      assertThat(datedToo.head().required("Stream-Expires-At"))
          .isEqualTo(dated.head().required("Stream-Expires-At"));
    }

    @Test
    void aClosedSourceGivesAnOpenFork() {
      source.close().send().expect(204);
      HttpReply created = forkOf(source, fork).send().expect(201);
      assertThat(created.has("Stream-Closed")).isFalse();
      fork.append(TEXT, "!");
      assertThat(all(fork)).isEqualTo("hello world!");
      assertThat(all(source)).isEqualTo("hello world");
    }

    @Test
    void aBodyFollowsWhatIsInherited() {
      forkAt(middle).body(", fork").send().expect(201);
      assertThat(all(fork)).isEqualTo("hello, fork");
    }
  }

  @Nested
  class SubOffsets {
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void needASource(String subOffset) {
      fork.put(TEXT).header("Stream-Fork-Sub-Offset", subOffset).send().expect(400);
      fork.put(TEXT).header("Stream-Fork-Offset", START).send().expect(400);
      fork.head().expect(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "+1", "-1", "1.0", "1e0", "", "abc", "99999999999999999999"})
    void areDecimalIntegers(String subOffset) {
      forkAt(START).header("Stream-Fork-Sub-Offset", subOffset).send().expect(400);
      fork.head().expect(404);
    }

    @Test
    void reachExactlyTheNextBoundaryAndNoFurther() {
      forkAt(START).header("Stream-Fork-Sub-Offset", "6").send().expect(400);
      forkAt(middle).header("Stream-Fork-Sub-Offset", "7").send().expect(400);
      forkAt(START).header("Stream-Fork-Sub-Offset", "5").send().expect(201);
      assertThat(all(fork)).isEqualTo("hello");
    }

    @Test
    void cutInsideAnAppend() {
      HttpReply created = forkAt(middle).header("Stream-Fork-Sub-Offset", "3").send().expect(201);
      assertThat(all(fork)).isEqualTo("hello wo");
      fork.append(TEXT, "w");
      assertThat(all(fork)).isEqualTo("hello wow");
      assertThat(fork.from(created.nextOffset()).send().text()).isEqualTo("w");
    }

    @Test
    void countMessagesOfAJsonBatch() {
      TestStream json = server.unusedStream().created(JSON);
      json.append(JSON, "[1,2,3]");
      forkOf(json, fork)
          .header("Stream-Fork-Offset", START)
          .header("Stream-Fork-Sub-Offset", "4")
          .send()
          .expect(400);
      forkOf(json, fork)
          .header("Stream-Fork-Offset", START)
          .header("Stream-Fork-Sub-Offset", "2")
          .send()
          .expect(201);
      fork.append(JSON, "[9]");
      assertThat(all(fork)).isEqualTo("[1,2,9]");
    }
  }

  @Nested
  class Isolation {
    @Test
    void noReplyRevealsThatAStreamIsAFork() {
      HttpReply created = forkAt(middle).send().expect(201);
      HttpReply appended = fork.post(TEXT, "x").send().expect(204);
      for (HttpReply reply :
          List.of(created, appended, fork.head(), fork.from("-1").send(), forkAt(middle).send())) {
        assertThat(reply.headers())
            .noneMatch(header ->
                header.name().toLowerCase(Locale.ROOT).startsWith("stream-fork")
                    && !header.name().startsWith("Access-Control"));
      }
    }

    @Test
    void offsetsAreTheSourcesUpToTheForkPoint() {
      forkAt(middle).send().expect(201);
      assertThat(fork.from(middle).send().text()).isEmpty();
      String own = fork.append(TEXT, "own");
      assertThat(own).isGreaterThan(middle);
      assertThat(fork.from(middle).send().text()).isEqualTo("own");
      assertThat(fork.from(own).send().text()).isEmpty();
      assertThat(all(fork)).isEqualTo("helloown");
    }

    @Test
    void appendsToTheSourceNeverReachOrWakeAFork() throws Exception {
      forkOf(source, fork).send().expect(201);
      String tail = fork.tail();
      try (var waiter = server.connect();
          var reader = fork.sse("now")) {
        assertThat(Controls.upToDate(reader.take())).isTrue();
        waiter.write(fork.longPoll(tail).bytes());
        source.append(TEXT, "secret");
        source.close().send().expect(204);
        HttpReply timeout = waiter.readReply("GET").expect(204);
        assertThat(timeout.nextOffset()).isEqualTo(tail);
        assertThat(timeout.has("Stream-Closed")).isFalse();

        fork.append(TEXT, "own");
        assertThat(reader.take().data()).isEqualTo("own");
      }
      assertThat(all(fork)).isEqualTo("hello worldown");
    }

    @Test
    void inheritedDataIsGivenToALongPollAtOnceAndToSse() {
      forkAt(middle).send().expect(201);
      assertThat(fork.longPoll(START).send().expect(200).text()).isEqualTo("hello");
      fork.append(TEXT, "!");
      try (var reader = fork.sse(START)) {
        var text = new StringBuilder();
        reader.takeUntilControl("\"upToDate\":true").stream()
            .filter(event -> event.isData())
            .forEach(event -> text.append(event.data()));
        assertThat(text.toString()).isEqualTo("hello!");
      }
    }

    @Test
    void producersAndSequencesStartAnew() {
      source.post(TEXT, "1").producer("p", 3, 0).header("Stream-Seq", "m").send().expect(200);
      forkOf(source, fork).send().expect(201);
      fork.post(TEXT, "2").producer("p", 3, 1).send().expect(409);
      fork.post(TEXT, "2").producer("p", 0, 0).header("Stream-Seq", "a").send().expect(200);
      source.post(TEXT, "3").producer("p", 3, 1).header("Stream-Seq", "n").send().expect(200);
    }

    @Test
    void aChainReadsInOrder() {
      TestStream last = source;
      var expected = new StringBuilder("hello world");
      for (int i = 0; i < 40; i++) {
        TestStream next = server.unusedStream();
        forkOf(last, next).send().expect(201);
        next.append(TEXT, "-" + i);
        expected.append('-').append(i);
        last = next;
      }
      assertThat(all(last)).isEqualTo(expected.toString());
    }
  }

  @Nested
  class SoftDelete {
    @Test
    void aSourceWithForksIsGoneButItsForksAreWhole() {
      forkOf(source, fork).send().expect(201);
      source.delete().expect(204);

      source.from("-1").send().expect(410);
      source.head().expect(410);
      source.post(TEXT, "x").send().expect(410);
      source.close().send().expect(410);
      source.delete().expect(410);
      source.longPoll("-1").send().expect(410);
      source.get("offset=-1&live=sse").send().expect(410);
      source.put(TEXT).send().expect(409);
      forkOf(source, server.unusedStream()).send().expect(409);
      assertThat(all(fork)).isEqualTo("hello world");
      fork.append(TEXT, "!");
    }

    @Test
    void goneComesBeforeEveryOtherError() {
      forkOf(source, fork).send().expect(201);
      source.delete().expect(204);
      source.post(JSON, "{").producer("p", 0, 9).header("Stream-Seq", "a").send().expect(410);
    }

    @Test
    void theLastForkTakesItsSourcesAlong() {
      TestStream grandchild = server.unusedStream();
      forkOf(source, fork).send().expect(201);
      forkOf(fork, grandchild).send().expect(201);
      source.delete().expect(204);
      fork.delete().expect(204);
      source.head().expect(410);
      fork.head().expect(410);
      assertThat(all(grandchild)).isEqualTo("hello world");
      grandchild.delete().expect(204);
      awaitGone(fork);
      awaitGone(source);
      source.created(TEXT);
      assertThat(all(source)).isEmpty();
    }

    @Test
    void deletingForksLeavesALivingSource() {
      forkOf(source, fork).send().expect(201);
      fork.delete().expect(204);
      fork.head().expect(404);
      assertThat(all(source)).isEqualTo("hello world");
      source.delete().expect(204);
      source.head().expect(404);
    }

    @Test
    void anExpiredSourceWithForksIsSoftDeleted() {
      TestStream mortal = server.unusedStream();
      mortal.put(TEXT).header("Stream-TTL", "1").body("inherited").send().expect(201);
      forkOf(mortal, fork).header("Stream-TTL", "1000").send().expect(201);
      Elapsed.until(
          () -> mortal.head().status() != 200, Duration.ofMinutes(1), "the source expires");
      assertThat(mortal.head().status()).isEqualTo(410);
      assertThat(all(fork)).isEqualTo("inherited");
      fork.delete().expect(204);
      awaitGone(mortal);
    }

    @Test
    void deleteAnswersLiveReadersOfTheSource() throws Exception {
      forkOf(source, fork).send().expect(201);
      try (var waiter = server.connect();
          var reader = source.sse("now")) {
        reader.take();
        waiter.write(source.longPoll(source.tail()).bytes());
        source.delete().expect(204);
        assertThat(waiter.readReply("GET").status()).isIn(404, 410);
        assertThat(reader.remaining()).noneMatch(event -> event.isData());
      }
    }
  }

  /** The protocol lets the clean-up of a purged source come later. */
  private static void awaitGone(TestStream stream) {
    Elapsed.until(
        () -> stream.head().status() == 404, Duration.ofMinutes(1), stream.path() + " is purged");
  }
}
