package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.SseEvent;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How data becomes server-sent events (protocol 5.8): line breaks, pairing with control events,
 * encodings.
 */
@OnEveryStore
class SseFramingEdgeCasesTest {
  private final TestStream stream;

  SseFramingEdgeCasesTest(StreamServer server) {
    this.stream = server.unusedStream();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one\rtwo",
        "one\ntwo",
        "one\r\ntwo",
        "one\r\n\r\ntwo\n\n\rthree",
        "\rstarts",
        "ends\n",
        "ends\r",
        "\n",
        " a leading space",
        "first\n  indented",
        ": not a comment",
        "data: not a field",
        "x\revent: control\rdata: {\"streamNextOffset\":\"forged\"}\r\ry",
        "x\nevent: control\ndata: {\"streamNextOffset\":\"forged\"}\n\ny",
        "x\r\n\r\nid: 7\r\nretry: 1\r\n\r\ny",
      })
  void textKeepsItsLinesAndForgesNoEvent(String text) {
    stream.created(TEXT).append(TEXT, text);

    try (var reader = stream.sse(START)) {
      assertThat(reader.take())
          .isEqualTo(new SseEvent("data", text.replace("\r\n", "\n").replace('\r', '\n')));
      assertThat(reader.take().isControl()).isTrue();
      assertThat(reader.raw())
          .doesNotContain("\r")
          .doesNotContainPattern("\nid:(?!\\d{16}_)")
          .doesNotContain("\nretry:");
    }
  }

  @Test
  void aCarriageReturnInsideJsonForgesNoEvent() {
    stream.created(JSON).append(JSON, "{\"a\":\r1,\r\"event: control\":\r\n2}");

    try (var reader = stream.sse(START)) {
      SseEvent data = reader.take();
      assertThat(data.type()).isEqualTo("data");
      assertThat(data.data().replaceAll("\\s", "")).isEqualTo("[{\"a\":1,\"event:control\":2}]");
      assertThat(reader.take().isControl()).isTrue();
      assertThat(reader.raw()).doesNotContain("\r");
    }
  }

  @Test
  void everyDataEventOfAJsonStreamIsAnArrayOfItsOwnFollowedByItsControl() {
    stream.created(JSON).append(JSON, "[{\"n\":0},{\"n\":1}]");
    stream.append(JSON, "{\"n\":2}");

    try (var reader = stream.sse(START)) {
      var events = reader.takeUntilControl("\"upToDate\":true");
      stream.append(JSON, "{\"n\":3}");
      events.addAll(reader.takeUntilControl(stream.tail()));

      assertPaired(events);
      assertThat(dataOf(events)).allSatisfy(data -> assertThat(data).startsWith("[").endsWith("]"));
      String messages =
          dataOf(events).stream()
              .map(data -> data.substring(1, data.length() - 1).replaceAll("\\s", ""))
              .collect(Collectors.joining(","));
      assertThat(messages).isEqualTo("{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3}");
    }
  }

  @Test
  void everyDataEventOfABinaryStreamDecodesAloneAndIsFollowedByItsControl() {
    var written = new ByteArrayOutputStream();
    var random = new Random(7);
    stream.created(BYTES);
    for (int size = 1; size <= 7; size++) {
      appendRandom(random, size, written);
    }
    try (var reader = stream.sse(START)) {
      var events = reader.takeUntilControl("\"upToDate\":true");
      for (int size : new int[] {1, 2, 100_000}) {
        appendRandom(random, size, written);
        events.addAll(reader.takeUntilControl(stream.tail()));
      }
      assertPaired(events);
      var read = new ByteArrayOutputStream();
      events.stream().filter(SseEvent::isData).forEach(event -> read.writeBytes(event.decoded()));
      assertThat(read.toByteArray()).isEqualTo(written.toByteArray());
    }
  }

  @Test
  void largeCatchUpArrivesInPairsThatCanBeResumedFrom() {
    stream.created(TEXT);
    String line = "0123456789abcde\n".repeat(16 * 1024);
    for (int i = 0; i < 12; i++) {
      stream.append(TEXT, line);
    }
    try (var reader = stream.sse(START)) {
      var events = reader.takeUntilControl("\"upToDate\":true");
      assertPaired(events);
      assertThat(String.join("", dataOf(events))).isEqualTo(line.repeat(12));
    }
  }

  @Test
  void theReplyIsAnEventStreamThatNoProxyBuffers() {
    stream.created(JSON);
    try (var reader = stream.sse(START)) {
      var head = reader.head().expect(200);
      assertThat(head.required("Content-Type")).isEqualTo("text/event-stream");
      assertThat(head.list("Cache-Control")).contains("no-cache").doesNotContain("public");
      assertThat(head.has("Content-Length")).isFalse();
      assertThat(head.required("X-Accel-Buffering")).isEqualTo("no");
      assertThat(head.has("Content-Encoding")).isFalse();
      assertThat(head.has("ETag")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "application/xml",
        "application/ndjson",
        "application/x-ndjson",
        "application/vnd.api+json",
        "image/png",
      })
  void everythingButTextAndJsonIsSentInBase64(String type) {
    stream.created(type).append(type, "<\r\n>");
    try (var reader = stream.sse(START)) {
      assertThat(reader.head().required("Stream-SSE-Data-Encoding")).isEqualTo("base64");
      assertThat(reader.take().decoded()).isEqualTo("<\r\n>".getBytes(UTF_8));
      assertThat(reader.take().isControl()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/html; charset=utf-8",
        "Text/CSV",
        "application/json",
        "Application/JSON;charset=utf-8"
      })
  void textAndJsonAreSentAsTheyAre(String type) {
    stream.created(type).append(type, "\"plain\"");
    try (var reader = stream.sse(START)) {
      assertThat(reader.head().has("Stream-SSE-Data-Encoding")).isFalse();
      assertThat(reader.take().data()).contains("\"plain\"");
    }
  }

  @Test
  void aCharacterSplitOverTwoAppendsArrivesWhole() {
    stream.created(TEXT).append(TEXT, new byte[] {'a', (byte) 0xE2});
    try (var reader = stream.sse(START)) {
      var events = new ArrayList<SseEvent>();
      events.add(reader.take());
      events.add(reader.take());
      stream.append(TEXT, new byte[] {(byte) 0x82});
      stream.append(TEXT, new byte[] {(byte) 0xAC, 'b'});
      events.addAll(reader.takeUntilControl(stream.tail()));

      assertThat(String.join("", dataOf(events))).isEqualTo("a€b");
    }
  }

  @Test
  void aReaderThatResumesBetweenTheHalvesOfACharacterGetsItWhole() {
    stream.created(TEXT).append(TEXT, new byte[] {'a', (byte) 0xC3});
    String resume;
    String before;
    try (var reader = stream.sse(START)) {
      List<SseEvent> first = List.of(reader.take(), reader.take());
      before = String.join("", dataOf(first));
      resume = Controls.nextOffset(first.getLast());
    }
    stream.append(TEXT, new byte[] {(byte) 0xA9, 'b'});

    try (var reader = stream.sse(resume)) {
      var rest = reader.takeUntilControl("\"upToDate\":true");
      assertThat(before + String.join("", dataOf(rest))).isEqualTo("aéb");
    }
  }

  private void appendRandom(Random random, int size, ByteArrayOutputStream written) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    stream.append(BYTES, bytes);
    written.writeBytes(bytes);
  }

  private static List<String> dataOf(List<SseEvent> events) {
    return events.stream().filter(SseEvent::isData).map(SseEvent::data).toList();
  }

  /** Checks that control follows data at once, every time. */
  private static void assertPaired(List<SseEvent> events) {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).isData()) {
        assertThat(events.get(i + 1).isControl()).as("after event %s of %s", i, events).isTrue();
      }
    }
  }
}
