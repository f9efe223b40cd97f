package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.SseEvents;
import durablestreams.adapters.http.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long-poll and SSE. */
class LiveTest {

  private static final String TEXT = "text/plain";
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Duration LONG = Duration.ofMinutes(5);

  private static TestServer server;
  private static Requests http;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            settings -> settings.longPollTimeout(LONG).sseLifetime(LONG).writeTimeout(LONG));
    http = new Requests(server);
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
  }

  private static RawClient sse(TestServer server, String stream, String offset) {
    return new RawClient(server.port())
        .send(
            "GET /v1/stream/%s?offset=%s&live=sse HTTP/1.1\nHost: x\n\n".formatted(stream, offset));
  }

  private static String event(String chunk, int index) {
    return SseEvents.parse(chunk).get(index).data();
  }

  @Test
  void longPollReturnsWhatIsThereAtOnce() {
    http.create("there", TEXT);
    http.append("there", TEXT, "hello");
    HttpResponse<String> answer = http.get("there?offset=-1&live=long-poll");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
    assertThat(field(answer, "Stream-Cursor")).matches("[0-9]+");
    assertThat(field(answer, "Stream-Up-To-Date")).isEqualTo("true");
    assertThat(field(answer, "ETag")).isEqualTo(field(http.get("there"), "ETag"));
  }

  @Test
  void liveReadsSayWhenTheStreamEndsAsPagesDo() {
    http.send("PUT", "ends", "hello", "Content-Type", TEXT, "Stream-TTL", "3600");
    String next = field(http.get("ends"), "Stream-Next-Offset");
    http.send("POST", "ends", "", "Stream-Closed", "true");
    HttpResponse<String> data = http.get("ends?offset=-1&live=long-poll");
    HttpResponse<String> nothing = http.get("ends?offset=" + next + "&live=long-poll");
    assertThat(nothing.statusCode()).isEqualTo(204);
    HttpResponse<String> events = http.get("ends?offset=-1&live=sse");
    for (HttpResponse<String> answer : List.of(data, nothing, events)) {
      assertThat(field(answer, "Stream-TTL")).isEqualTo("3600");
    }
  }

  @Test
  void longPollWakesForAnAppend() throws InterruptedException {
    http.create("wake", TEXT);
    try (RawClient waiting = new RawClient(server.port())) {
      waiting.send("GET /v1/stream/wake?offset=-1&live=long-poll HTTP/1.1\nHost: x\n\n");
      awaitReaders(1);
      http.append("wake", TEXT, "news");
      RawClient.Answer answer = waiting.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("news");
    }
  }

  @Test
  void longPollEndsWithTheStream() throws InterruptedException {
    http.create("end", TEXT);
    try (RawClient waiting = new RawClient(server.port())) {
      waiting.send("GET /v1/stream/end?offset=-1&live=long-poll HTTP/1.1\nHost: x\n\n");
      awaitReaders(1);
      http.send("POST", "end", "", "Stream-Closed", "true");
      RawClient.Answer answer = waiting.answer();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.field("Stream-Closed")).hasValue("true");
      assertThat(answer.field("Stream-Up-To-Date")).hasValue("true");
      assertThat(answer.field("Stream-Cursor")).isEmpty();
      assertThat(answer.field("Content-Length")).isEmpty();
      waiting.send("GET /v1/stream/end?offset=now&live=long-poll HTTP/1.1\nHost: x\n\n");
      assertThat(waiting.answer().status()).isEqualTo(204);
    }
  }

  @Test
  void longPollOfADeletedStreamIs404() throws InterruptedException {
    http.create("gone", TEXT);
    try (RawClient waiting = new RawClient(server.port())) {
      waiting.send("GET /v1/stream/gone?offset=-1&live=long-poll HTTP/1.1\nHost: x\n\n");
      awaitReaders(1);
      http.send("DELETE", "gone", "");
      assertThat(waiting.answer().status()).isEqualTo(404);
    }
  }

  @Test
  void longPollGivesUpWith204() {
    try (TestServer hasty =
            TestServer.start(settings -> settings.longPollTimeout(Duration.ofMillis(50)));
        Requests requests = new Requests(hasty)) {
      requests.create("quiet", TEXT);
      HttpResponse<String> first = requests.get("quiet?offset=-1&live=long-poll");
      assertThat(first.statusCode()).isEqualTo(204);
      assertThat(field(first, "Cache-Control")).isEqualTo("no-store");
      assertThat(field(first, "Stream-Next-Offset")).endsWith("_0000000000000000");
      long cursor = Long.parseLong(field(first, "Stream-Cursor"));
      HttpResponse<String> second =
          requests.get("quiet?offset=-1&live=long-poll&cursor=" + (cursor + 1));
      assertThat(Long.parseLong(field(second, "Stream-Cursor"))).isGreaterThan(cursor + 1);
    }
  }

  @Test
  void sseTellsThePlaceFirst() {
    http.create("place", TEXT);
    try (RawClient reader = sse(server, "place", "-1")) {
      List<String> head = reader.head();
      assertThat(head)
          .contains("Content-Type: text/event-stream", "X-Accel-Buffering: no")
          .contains("Cache-Control: no-cache, no-transform")
          .noneMatch(line -> line.startsWith("Content-Length"))
          .noneMatch(line -> line.startsWith("Stream-SSE-Data-Encoding"));
      String first = reader.chunk();
      assertThat(SseEvents.parse(first)).hasSize(1);
      assertThat(event(first, 0))
          .matches(
              "\\{\"streamNextOffset\":\"0{16}_0{16}\",\"streamCursor\":\"[0-9]+\",\"upToDate\":true}");
      http.append("place", TEXT, "one\ntwo");
      String second = reader.chunk();
      assertThat(event(second, 0)).isEqualTo("one\ntwo");
      assertThat(event(second, 1)).contains("_0000000000000007").contains("\"upToDate\":true");
    }
  }

  @Test
  void sseDeliversTheEnd() {
    http.create("ending", "application/octet-stream");
    try (RawClient reader = sse(server, "ending", "now")) {
      assertThat(reader.head()).contains("Stream-SSE-Data-Encoding: base64");
      reader.chunk();
      http.append("ending", "application/octet-stream", "last", "Stream-Closed", "true");
      String last = reader.chunk();
      assertThat(event(last, 0)).isEqualTo("bGFzdA==");
      assertThat(event(last, 1))
          .isEqualTo(
              "{\"streamNextOffset\":\"0000000000000000_0000000000000004\","
                  + "\"upToDate\":true,\"streamClosed\":true}");
      assertThat(reader.chunk()).isEmpty();
    }
    try (RawClient late = sse(server, "ending", "now")) {
      late.head();
      assertThat(event(late.chunk(), 0)).contains("\"streamClosed\":true").doesNotContain("ursor");
      assertThat(late.chunk()).isEmpty();
    }
  }

  @Test
  void sseEndsWhenTheStreamIsDeleted() {
    http.create("removed", TEXT);
    try (RawClient reader = sse(server, "removed", "-1")) {
      reader.head();
      reader.chunk();
      http.send("DELETE", "removed", "");
      assertThat(reader.chunk()).isEmpty();
    }
  }

  @Test
  void sseBeatsAndComesToAnEnd() {
    try (TestServer hasty =
            TestServer.start(settings ->
                settings.sseHeartbeat(Duration.ofMillis(20)).sseLifetime(Duration.ofMillis(500)));
        Requests requests = new Requests(hasty)) {
      requests.create("beat", TEXT);
      try (RawClient reader = sse(hasty, "beat", "-1")) {
        reader.head();
        reader.chunk();
        assertThat(reader.chunk()).isEqualTo(":\n\n");
        for (String chunk = reader.chunk(); !chunk.isEmpty(); chunk = reader.chunk()) {
          assertThat(chunk).isEqualTo(":\n\n");
        }
        reader.send("GET /health HTTP/1.1\nHost: x\n\n");
        assertThat(reader.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aStopLetsLiveReadersGo() {
    TestServer stopped =
        TestServer.start(settings -> settings.longPollTimeout(LONG).sseLifetime(LONG));
    try (Requests requests = new Requests(stopped)) {
      requests.create("s", TEXT);
      try (RawClient reader = sse(stopped, "s", "-1")) {
        reader.head();
        reader.chunk();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(stopped::close);
        assertThat(reader.chunk()).isEmpty();
        stop.join();
      }
    }
  }

  @Test
  void manyAppendsArriveInOrderAndOnce() {
    http.create("many", "application/json");
    try (RawClient reader = sse(server, "many", "-1")) {
      reader.head();
      reader.chunk();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 500; i++) {
              http.append("many", "application/json", Integer.toString(i));
            }
          });
      StringBuilder received = new StringBuilder();
      String expected =
          String.join(",", IntStream.range(0, 500).mapToObj(Integer::toString).toList());
      while (received.length() < expected.length()) {
        for (SseEvents.Event event : SseEvents.parse(reader.chunk())) {
          if (event.type().equals("data")) {
            received.append(received.isEmpty() ? "" : ",");
            received.append(event.data(), 1, event.data().length() - 1);
          }
        }
      }
      writer.join();
      assertThat(received.toString()).isEqualTo(expected);
    }
  }

  /** Some read as fast as they can, some only when more was sent than a socket holds. */
  @Test
  @Tag("slow")
  void readersOfAnyPaceReceiveEverythingInOrderAndOnce() throws InterruptedException {
    int messages = 600;
    String filling = "x".repeat(32 << 10);
    http.create("paces", "application/json");
    CountDownLatch written = new CountDownLatch(1);
    List<CompletableFuture<List<String>>> readers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      boolean slow = i % 3 == 0;
      RawClient reader = sse(server, "paces", "now");
      reader.head();
      reader.chunk();
      readers.add(
          CompletableFuture.supplyAsync(
              () -> numbers(reader, slow ? written : new CountDownLatch(0)),
              Thread::startVirtualThread));
    }
    for (int i = 0; i < messages; i++) {
      http.append("paces", "application/json", "[%d,\"%s\"]".formatted(i, filling));
    }
    written.countDown();
    http.send("POST", "paces", "", "Stream-Closed", "true");
    List<String> expected = IntStream.range(0, messages).mapToObj(Integer::toString).toList();
    for (CompletableFuture<List<String>> reader : readers) {
      assertThat(reader.join()).isEqualTo(expected);
    }
  }

  /** The numbers among the messages that a reader receives until the stream ends. */
  private static List<String> numbers(RawClient reader, CountDownLatch begin) {
    List<String> numbers = new ArrayList<>();
    StringBuilder event = new StringBuilder();
    try (reader) {
      begin.await();
      for (String chunk = reader.chunk(); !chunk.isEmpty(); chunk = reader.chunk()) {
        event.append(chunk);
        if (!chunk.endsWith("\n\n")) {
          continue;
        }
        for (SseEvents.Event one : SseEvents.parse(event.toString())) {
          if (one.type().equals("data")) {
            Matcher matcher = NUMBER.matcher(one.data());
            while (matcher.find()) {
              numbers.add(matcher.group());
            }
          }
        }
        event.setLength(0);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return numbers;
  }

  @Test
  void manyReadersOfTextReceiveWholeCharacters() {
    http.create("characters", TEXT);
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      RawClient reader = sse(server, "characters", "now");
      reader.head();
      reader.chunk();
      readers.add(reader);
    }
    try (RawClient writer = new RawClient(server.port())) {
      for (byte one : "a語b😀c".getBytes(StandardCharsets.UTF_8)) {
        writer
            .send("POST /v1/stream/characters HTTP/1.1\nHost: x\n")
            .send("Content-Type: text/plain\nContent-Length: 1\n\n")
            .sendExactly(Character.toString(one & 0xff));
        assertThat(writer.answer().status()).isEqualTo(204);
      }
    }
    for (RawClient reader : readers) {
      StringBuilder received = new StringBuilder();
      while (received.length() < 6) {
        for (SseEvents.Event event : SseEvents.parse(reader.chunk())) {
          received.append(event.type().equals("data") ? event.data() : "");
        }
      }
      assertThat(received.toString()).isEqualTo("a語b😀c");
      reader.close();
    }
  }

  private static void awaitReaders(int count) throws InterruptedException {
    while (server.server().liveReaders() < count) {
      Thread.onSpinWait();
    }
  }
}
