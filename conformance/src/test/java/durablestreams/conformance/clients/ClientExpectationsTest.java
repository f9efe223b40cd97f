package durablestreams.conformance.clients;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.SseEvent;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Expectations that the sources of the official clients have of answers. Each is a row of {@code
 * docs/clients.md}.
 */
@OnEveryStore
class ClientExpectationsTest {
  private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\|.*");

  private final StreamServer server;
  private final Map<String, Runnable> expectations = new LinkedHashMap<>();

  ClientExpectationsTest(StreamServer server) {
    this.server = server;
    expectations.put("created", this::created);
    expectations.put("exists", this::exists);
    expectations.put("appended", this::appended);
    expectations.put("produced", this::produced);
    expectations.put("duplicate", this::duplicate);
    expectations.put("stale-epoch", this::staleEpoch);
    expectations.put("sequence-gap", this::sequenceGap);
    expectations.put("sequence-conflict", this::sequenceConflict);
    expectations.put("append-after-close", this::appendAfterClose);
    expectations.put("close", this::close);
    expectations.put("head", this::head);
    expectations.put("expiry", this::expiry);
    expectations.put("page", this::page);
    expectations.put("not-modified", this::notModified);
    expectations.put("not-found", this::notFound);
    expectations.put("deleted", this::deleted);
    expectations.put("bad-request", this::badRequest);
    expectations.put("error-json", this::errorJson);
    expectations.put("poll-nothing", this::pollNothing);
    expectations.put("poll-data", this::pollData);
    expectations.put("poll-closed", this::pollClosed);
    expectations.put("events", this::events);
    expectations.put("events-binary", this::binaryEvents);
    expectations.put("events-closed", this::eventsClosed);
    expectations.put("event-id", this::eventId);
  }

  @TestFactory
  Stream<DynamicTest> isMet() {
    return expectations.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), e.getValue()::run));
  }

  @Test
  void eachIsARowOfThePage() throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "clients.md");
    List<String> rows =
        Files.readAllLines(page).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> row.group(1))
            .toList();
    assertThat(rows).containsExactlyElementsOf(expectations.keySet());
  }

  private TestStream text() {
    return server.unusedStream().created(TEXT);
  }

  private static String offset(HttpReply reply) {
    assertThat(reply.nextOffset()).matches("\\d{16}_\\d{16}(_c)?");
    return reply.nextOffset();
  }

  private void created() {
    TestStream stream = server.unusedStream();
    HttpReply created = stream.put(TEXT).send().expect(201);
    assertThat(offset(created)).isEqualTo(START);
    assertThat(created.required("Content-Type")).isEqualTo(TEXT);
    assertThat(created.required("Location")).isEqualTo(server.base() + stream.path());
    offset(stream.put(TEXT).send().expect(200));
  }

  private void exists() {
    HttpReply exists = text().put(JSON).send().expect(409);
    assertThat(exists.has("Stream-Closed")).isFalse();
    assertThat(exists.has("Stream-Seq")).isFalse();
    assertThat(exists.has("Producer-Expected-Seq")).isFalse();
    assertThat(exists.text()).doesNotContainIgnoringCase("sequence conflict");
  }

  private void appended() {
    TestStream stream = text();
    assertThat(offset(stream.post(TEXT, "x").send().expect(204))).isEqualTo(stream.tail());
  }

  private void produced() {
    TestStream stream = text();
    HttpReply produced = stream.post(TEXT, "x").producer("p", 0, 0).send().expect(200);
    assertThat(offset(produced)).isEqualTo(stream.tail());
    assertThat(produced.required("Producer-Epoch")).isEqualTo("0");
    assertThat(produced.required("Producer-Seq")).isEqualTo("0");
  }

  private void duplicate() {
    TestStream stream = text();
    stream.post(TEXT, "x").producer("p", 0, 0).send().expect(200);
    HttpReply duplicate = stream.post(TEXT, "x").producer("p", 0, 0).send().expect(204);
    assertThat(offset(duplicate)).isEqualTo(stream.tail());
  }

  private void staleEpoch() {
    TestStream stream = text();
    stream.post(TEXT, "x").producer("p", 3, 0).send().expect(200);
    HttpReply stale = stream.post(TEXT, "y").producer("p", 2, 0).send().expect(403);
    assertThat(stale.required("Producer-Epoch")).isEqualTo("3");
  }

  private void sequenceGap() {
    TestStream stream = text();
    stream.post(TEXT, "x").producer("p", 0, 0).send().expect(200);
    HttpReply gap = stream.post(TEXT, "y").producer("p", 0, 2).send().expect(409);
    assertThat(gap.required("Producer-Expected-Seq")).isEqualTo("1");
    assertThat(gap.required("Producer-Received-Seq")).isEqualTo("2");
    assertThat(gap.has("Stream-Closed")).isFalse();
  }

  private void sequenceConflict() {
    TestStream stream = text();
    stream.post(TEXT, "x").header("Stream-Seq", "b").send().expect(204);
    HttpReply conflict = stream.post(TEXT, "y").header("Stream-Seq", "a").send().expect(409);
    assertThat(conflict.text()).startsWith("Sequence conflict");
    assertThat(conflict.required("Stream-Seq")).isEqualTo("b");
    assertThat(conflict.list("Access-Control-Expose-Headers")).contains("Stream-Seq");
    assertThat(conflict.has("Stream-Closed")).isFalse();
    assertThat(conflict.has("Producer-Expected-Seq")).isFalse();
  }

  private void appendAfterClose() {
    TestStream stream = text();
    String tail = stream.append(TEXT, "x");
    stream.close().send().expect(204);
    HttpReply refused = stream.post(TEXT, "y").send().expect(409);
    assertThat(refused.required("Stream-Closed")).isEqualTo("true");
    assertThat(refused.nextOffset()).isEqualTo(tail);
  }

  private void close() {
    TestStream stream = text();
    String tail = stream.append(TEXT, "x");
    for (int i = 0; i < 2; i++) {
      HttpReply closed = stream.close().send().expect(204);
      assertThat(closed.nextOffset()).isEqualTo(tail);
      assertThat(closed.required("Stream-Closed")).isEqualTo("true");
    }
  }

  private void head() {
    TestStream stream = text();
    String tail = stream.append(TEXT, "x");
    stream.close().send().expect(204);
    HttpReply head = stream.head().expect(200);
    assertThat(head.required("Content-Type")).isEqualTo(TEXT);
    assertThat(head.nextOffset()).isEqualTo(tail);
    assertThat(head.required("Cache-Control")).isEqualTo("no-store");
    assertThat(head.required("Stream-Closed")).isEqualTo("true");
  }

  private void expiry() {
    TestStream sliding = server.unusedStream();
    sliding.put(TEXT).header("Stream-TTL", "3600").send().expect(201);
    Instant end = Instant.now().plusSeconds(3_600);
    TestStream fixed = server.unusedStream();
    fixed.put(TEXT).header("Stream-Expires-At", end.toString()).send().expect(201);
    for (String query : new String[] {"", "offset=-1", "offset=now"}) {
      assertThat(sliding.get(query).send().expect(200).required("Stream-TTL")).isEqualTo("3600");
      String told = fixed.get(query).send().expect(200).required("Stream-Expires-At");
      assertThat(Instant.parse(told)).isEqualTo(end);
    }
    assertThat(sliding.head().required("Stream-TTL")).isEqualTo("3600");
    assertThat(Instant.parse(fixed.head().required("Stream-Expires-At"))).isEqualTo(end);
    assertThat(text().from("-1").send().has("Stream-TTL")).isFalse();
  }

  private void page() {
    TestStream stream = text();
    String tail = stream.append(TEXT, "x");
    HttpReply page = stream.from("-1").send().expect(200);
    assertThat(page.nextOffset()).isEqualTo(tail);
    assertThat(page.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(page.required("Content-Type")).isEqualTo(TEXT);
    assertThat(page.required("ETag")).isNotEmpty();
    assertThat(page.has("Stream-Closed")).isFalse();
    HttpReply atTail = stream.from(tail).send().expect(200);
    assertThat(atTail.body()).isEmpty();
    assertThat(atTail.nextOffset()).isEqualTo(tail);
  }

  private void notModified() {
    TestStream stream = text();
    stream.append(TEXT, "x");
    HttpReply page = stream.from("-1").send().expect(200);
    HttpReply known =
        stream.from("-1").header("If-None-Match", page.required("ETag")).send().expect(304);
    assertThat(known.nextOffset()).isEqualTo(page.nextOffset());
  }

  private void notFound() {
    TestStream absent = server.unusedStream();
    absent.from("-1").send().expect(404);
    absent.longPoll("-1").send().expect(404);
    absent.get("offset=-1&live=sse").send().expect(404);
    absent.head().expect(404);
    absent.delete().expect(404);
    absent.post(TEXT, "x").send().expect(404);
    absent.close().send().expect(404);
  }

  private void deleted() {
    text().delete().expect(204);
  }

  private void badRequest() {
    assertThat(text().from("nonsense").send().expect(400).text()).isNotBlank();
  }

  private void errorJson() {
    HttpReply refused =
        server.unusedStream().from("-1").header("Accept", "application/json").send().expect(404);
    assertThat(refused.required("Content-Type")).isEqualTo("application/json");
    assertThat(refused.text()).startsWith("{\"error\":{\"code\":\"stream_not_found\"");
  }

  private void pollNothing() {
    TestStream stream = text();
    String tail = stream.append(TEXT, "x");
    HttpReply nothing = stream.longPoll(tail).send().expect(204);
    assertThat(nothing.nextOffset()).isEqualTo(tail);
    assertThat(nothing.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(nothing.required("Stream-Cursor")).matches("\\d+");
  }

  private void pollData() {
    TestStream stream = text();
    String tail = stream.append(TEXT, "x");
    HttpReply data = stream.longPoll("-1").send().expect(200);
    assertThat(data.text()).isEqualTo("x");
    assertThat(data.nextOffset()).isEqualTo(tail);
    assertThat(data.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(data.required("Stream-Cursor")).matches("\\d+");
    assertThat(data.required("Content-Type")).isEqualTo(TEXT);
  }

  private void pollClosed() {
    TestStream stream = text();
    String tail = stream.append(TEXT, "x");
    stream.close().send().expect(204);
    HttpReply closed = stream.longPoll(tail).send().expect(204);
    assertThat(closed.required("Stream-Closed")).isEqualTo("true");
    assertThat(closed.nextOffset()).isEqualTo(tail);
  }

  private void events() {
    TestStream stream = server.unusedStream().created(JSON);
    stream.append(JSON, "{\"a\":1}");
    try (SseReader events = stream.sse("-1")) {
      assertThat(events.head().required("Content-Type")).startsWith("text/event-stream");
      assertThat(events.head().has("Stream-SSE-Data-Encoding")).isFalse();
      assertThat(events.take()).isEqualTo(new SseEvent("data", "[{\"a\":1}]"));
      SseEvent control = events.take();
      assertThat(control.type()).isEqualTo("control");
      assertThat(control.data())
          .matches(
              "\\{\"streamNextOffset\":\""
                  + stream.tail()
                  + "\",\"streamCursor\":\"\\d+\",\"upToDate\":true}");
    }
  }

  private void binaryEvents() {
    TestStream stream = server.unusedStream().created(BYTES);
    stream.append(BYTES, new byte[] {0, 1, -1});
    try (SseReader events = stream.sse("-1")) {
      assertThat(events.head().required("Stream-SSE-Data-Encoding")).isEqualTo("base64");
      assertThat(events.take().decoded()).containsExactly(0, 1, -1);
    }
  }

  private void eventsClosed() {
    TestStream stream = text();
    stream.append(TEXT, "x");
    stream.close().send().expect(204);
    try (SseReader events = stream.sse("-1")) {
      List<SseEvent> all = events.remaining();
      assertThat(all).hasSize(2);
      assertThat(all.getLast().data())
          .contains("\"streamClosed\":true", "\"upToDate\":true")
          .doesNotContain("streamCursor");
    }
  }

  private void eventId() {
    TestStream stream = text();
    String first = stream.append(TEXT, "one");
    String second = stream.append(TEXT, "two");
    try (SseReader events = stream.sse(first)) {
      assertThat(events.take()).isEqualTo(new SseEvent("data", "", "two"));
      assertThat(events.take().id()).isEqualTo(second);
    }
    try (SseReader events =
        SseReader.open(stream.get("offset=-1&live=sse").header("Last-Event-ID", first))) {
      assertThat(events.take().data()).isEqualTo("two");
    }
    for (String other : new String[] {"", "7", "-1", "not-one-of-ours"}) {
      try (SseReader events =
          SseReader.open(stream.get("offset=-1&live=sse").header("Last-Event-ID", other))) {
        assertThat(events.take().data()).as(other).isEqualTo("onetwo");
      }
    }
  }
}
