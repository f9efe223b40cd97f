package durablestreams.conformance.caching;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.caching.NginxProxy.Served;
import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server with {@code CACHE_MODE=shared} behind nginx (protocol, section 10). */
class SharedCachingTest {
  private static final int READERS = 200;

  /** A page holds 64 KiB, so that a stream of a few appends has pages that are complete. */
  private static ServerProcess origin;

  private static NginxProxy nginx;

  @BeforeAll
  static void start() {
    Installed.program("nginx");
    origin =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--cache-mode=shared", "--read-max-bytes=64KiB", "--long-poll-timeout=4s"));
    nginx = NginxProxy.before(origin.server());
  }

  @AfterAll
  static void stop() {
    if (nginx != null) {
      nginx.close();
    }
    if (origin != null) {
      origin.close();
    }
  }

  private static TestStream behindNginx(TestStream stream) {
    return new TestStream(nginx.server(), stream.path());
  }

  @Test
  void waitingReadersBecomeOneRequestForEachMessage() throws Exception {
    int messages = 12;
    TestStream stream = origin.server().unusedStream().created(JSON);
    StreamServer edge = nginx.server();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<LongPoller> readers =
          IntStream.range(0, READERS).mapToObj(i -> new LongPoller(edge, stream.path())).toList();
      List<Future<?>> ends = new ArrayList<>();
      readers.forEach(reader -> ends.add(threads.submit(reader)));
      for (int i = 0; i < messages; i++) {
        stream.append(JSON, "{\"n\":" + i + "}");
        int sent = i + 1;
        Elapsed.until(
            () -> readers.stream().allMatch(reader -> reader.received() >= sent),
            Duration.ofSeconds(30),
            "every reader has message " + sent);
      }
      stream.close().send().expect(204);
      for (Future<?> end : ends) {
        end.get();
      }
      String all =
          IntStream.range(0, messages)
              .mapToObj(i -> "{\"n\":" + i + "}")
              .reduce((a, b) -> a + "," + b)
              .orElseThrow();
      assertThat(readers).allSatisfy(reader -> assertThat(reader.messages()).isEqualTo(all));
    }
    List<Served> polls = nginx.log(stream.path(), READERS * (messages + 1));
    long asked = polls.stream().filter(Served::reachedTheServer).count();
    assertThat(asked)
        .as("of %d long-polls of %d readers for %d messages", polls.size(), READERS, messages)
        .isLessThanOrEqualTo(4L * (messages + 1));
  }

  @Test
  void waitingForNothingIsOneRequestToo() throws Exception {
    TestStream stream = origin.server().unusedStream().created(JSON);
    StreamServer edge = nginx.server();
    List<LongPoller> readers =
        IntStream.range(0, READERS).mapToObj(i -> new LongPoller(edge, stream.path())).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> ends = new ArrayList<>();
      readers.forEach(reader -> ends.add(threads.submit(reader)));
      nginx.log(stream.path(), READERS);
      stream.append(JSON, "{}");
      stream.close().send().expect(204);
      for (Future<?> end : ends) {
        end.get();
      }
    }
    // The last two are one for a reader that is late.
    int answers = readers.stream().mapToInt(LongPoller::answers).sum();
    assertThat(answers).isGreaterThanOrEqualTo(2 * READERS);
    assertThat(nginx.log(stream.path(), answers))
        .filteredOn(Served::reachedTheServer)
        .hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void completePagesComeFromTheCache() {
    TestStream stream = filled();
    TestStream edge = behindNginx(stream);
    byte[] all = edge.readAll("-1");
    assertThat(edge.readAll("-1")).isEqualTo(all).isEqualTo(stream.readAll("-1"));
    List<Served> first = nginx.log(stream.path() + "?offset=-1", 2);
    assertThat(first).extracting(Served::cache).containsExactly("MISS", "HIT");
    HttpReply cached = edge.from("-1").send().expect(200);
    HttpReply direct = stream.from("-1").send().expect(200);
    for (String field :
        List.of(
            "Stream-Next-Offset",
            "ETag",
            "Content-Type",
            "Cache-Control",
            "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers",
            "X-Content-Type-Options",
            "Cross-Origin-Resource-Policy")) {
      assertThat(cached.required(field)).as(field).isEqualTo(direct.required(field));
    }
    assertThat(cached.has("Stream-Up-To-Date")).isFalse();
  }

  /** A text stream of four pages, the last of which ends at the tail. */
  private static TestStream filled() {
    TestStream stream = origin.server().unusedStream().created(TEXT);
    for (char letter : "abcdefg".toCharArray()) {
      stream.append(TEXT, String.valueOf(letter).repeat(32 * 1024));
    }
    return stream;
  }

  @Test
  void aPageThatIsKnownIsNotSentAgain() {
    TestStream stream = filled();
    TestStream edge = behindNginx(stream);
    HttpReply page = edge.from("-1").send().expect(200);
    for (TestStream from : List.of(edge, stream)) {
      HttpReply same =
          from.from("-1").header("If-None-Match", page.required("ETag")).send().expect(304);
      assertThat(same.required("ETag")).isEqualTo(page.required("ETag"));
      assertThat(same.nextOffset()).isEqualTo(page.nextOffset());
      from.from("-1").header("If-None-Match", "\"another\"").send().expect(200);
    }
    assertThat(nginx.log(stream.path(), 3)).filteredOn(Served::reachedTheServer).hasSize(1);
  }

  @Test
  void thePageAtTheTailIsAskedForAgainAfterASecondAndRevalidated() {
    TestStream stream = origin.server().unusedStream().created(TEXT);
    stream.append(TEXT, "one");
    TestStream edge = behindNginx(stream);
    HttpReply page = edge.from("-1").send().expect(200);
    assertThat(page.has("Stream-Up-To-Date")).isTrue();
    Elapsed.until(Instant.now().plusSeconds(2));
    assertThat(edge.from("-1").send().expect(200).text()).isEqualTo("one");
    assertThat(nginx.log(stream.path(), 2).getLast())
        .isEqualTo(new Served("GET", stream.path() + "?offset=-1", 200, "REVALIDATED", "304"));
    stream.append(TEXT, ", two");
    Elapsed.until(Instant.now().plusSeconds(2));
    assertThat(edge.from("-1").send().expect(200).text()).isEqualTo("one, two");
  }

  @Test
  void theTailAHeadTellsIsNeverAnOldOne() {
    TestStream stream = origin.server().unusedStream().created(TEXT);
    TestStream edge = behindNginx(stream);
    for (int i = 0; i < 3; i++) {
      edge.get("").send().expect(200);
      String tail = edge.append(TEXT, "x");
      assertThat(edge.tail()).isEqualTo(tail);
      assertThat(edge.from("now").send().expect(200).nextOffset()).isEqualTo(tail);
      edge.from("nonsense").send().expect(400);
    }
    assertThat(nginx.log(stream.path(), 15))
        .filteredOn(line -> !line.method().equals("GET") || line.target().contains("offset=n"))
        .hasSize(12)
        .allMatch(Served::reachedTheServer);
  }

  @Test
  void refusalsAreNotKept() {
    TestStream stream = origin.server().unusedStream();
    TestStream edge = behindNginx(stream);
    edge.from("-1").send().expect(404);
    stream.created(TEXT).append(TEXT, "x");
    assertThat(edge.from("-1").send().expect(200).text()).isEqualTo("x");
  }

  @Test
  void eventsPassAsTheyCome() {
    TestStream stream = origin.server().unusedStream().created(TEXT);
    TestStream edge = behindNginx(stream);
    List<SseReader> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        readers.add(edge.sse(START));
      }
      for (SseReader reader : readers) {
        assertThat(reader.head().required("Content-Type")).isEqualTo("text/event-stream");
        assertThat(reader.take().isControl()).isTrue();
      }
      for (String text : List.of("one", "two", "three")) {
        stream.append(TEXT, text);
        for (SseReader reader : readers) {
          assertThat(reader.take().data()).isEqualTo(text);
          assertThat(reader.take().isControl()).isTrue();
        }
      }
      stream.close().send().expect(204);
      for (SseReader reader : readers) {
        assertThat(reader.take().data()).contains("\"streamClosed\":true");
        assertThat(reader.next()).isEmpty();
      }
    } finally {
      readers.forEach(SseReader::close);
    }
    assertThat(nginx.log(stream.path() + "?offset", 5)).allMatch(Served::reachedTheServer);
  }
}
