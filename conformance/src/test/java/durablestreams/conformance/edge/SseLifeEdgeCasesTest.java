package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.SseEvent;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The life of a connection of server-sent events: how it begins, follows the tail, learns of close
 * and delete, and ends.
 */
@OnEveryStore
class SseLifeEdgeCasesTest {
  private final StreamServer server;
  private final TestStream stream;

  SseLifeEdgeCasesTest(StreamServer server) {
    this.server = server;
    this.stream = server.unusedStream();
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, JSON, BYTES})
  void anEmptyStreamBeginsWithAControlThatIsUpToDate(String type) {
    stream.created(type);
    for (String offset : List.of("-1", "now", START)) {
      try (var reader = stream.sse(offset)) {
        SseEvent first = reader.take();
        assertThat(Controls.upToDate(first)).as("%s", first).isTrue();
        assertThat(Controls.nextOffset(first)).isEqualTo(START);
        assertThat(Controls.cursor(first)).isPresent();
        assertThat(Controls.closed(first)).isFalse();
      }
    }
  }

  @Test
  void nowSendsTheTailFirstAndOnlyWhatComesAfterIt() {
    stream.created(TEXT);
    String tail = stream.append(TEXT, "history");
    try (var reader = stream.sse("now")) {
      SseEvent first = reader.take();
      assertThat(Controls.nextOffset(first)).isEqualTo(tail);
      assertThat(Controls.upToDate(first)).isTrue();

      String after = stream.append(TEXT, "news");
      assertThat(reader.take()).isEqualTo(new SseEvent("data", "news"));
      assertThat(Controls.nextOffset(reader.take())).isEqualTo(after);
    }
  }

  @Test
  void anAppendThatClosesReachesTheReaderAtTheTailBeforeTheEnd() {
    stream.created(TEXT);
    try (var reader = stream.sse(START)) {
      assertThat(Controls.upToDate(reader.take())).isTrue();
      String end = stream.post(TEXT, "last words").closing().send().expect(204).nextOffset();

      assertThat(reader.take()).isEqualTo(new SseEvent("data", "last words"));
      assertClosingControls(reader, end);
    }
  }

  @Test
  void aCloseWithoutDataEndsTheReaderAtTheTail() {
    stream.created(JSON);
    String end = stream.append(JSON, "1");
    try (var reader = stream.sse("now")) {
      assertThat(Controls.upToDate(reader.take())).isTrue();
      stream.close().send().expect(204);
      assertClosingControls(reader, end);
    }
  }

  @Test
  void aClosedStreamIsReadToItsEndAndNoFurther() {
    stream.put(TEXT).closing().body("all there is").send().expect(201);
    try (var reader = stream.sse(START)) {
      assertThat(reader.take()).isEqualTo(new SseEvent("data", "all there is"));
      assertClosingControls(reader, stream.tail());
    }
    for (String offset : List.of("now", stream.tail())) {
      try (var reader = stream.sse(offset)) {
        assertClosingControls(reader, stream.tail());
      }
    }
  }

  @Test
  void deleteEndsLiveReadersPromptly() {
    stream.created(TEXT).append(TEXT, "x");
    var readers = new ArrayList<SseReader>();
    try {
      for (int i = 0; i < 5; i++) {
        var reader = stream.sse("now");
        readers.add(reader);
        assertThat(Controls.upToDate(reader.take())).isTrue();
      }
      stream.delete().expect(204);
      for (var reader : readers) {
        assertThat(reader.remaining()).noneMatch(SseEvent::isData).noneMatch(Controls::closed);
      }
    } finally {
      readers.forEach(SseReader::close);
    }
  }

  @Test
  void aReaderOfADeletedStreamNeverSeesItsSuccessor() {
    stream.created(TEXT).append(TEXT, "old");
    try (var reader = stream.sse("now")) {
      reader.take();
      stream.delete().expect(204);
      stream.created(TEXT).append(TEXT, "new");
      assertThat(reader.remaining()).noneMatch(SseEvent::isData);
    }
  }

  @Test
  void cursorsOfControlEventsAdvanceBeyondTheClients() {
    stream.created(TEXT);
    String ahead = "9000000000";
    try (var reader = SseReader.open(stream.get("cursor=" + ahead + "&live=sse&offset=-1"))) {
      assertThat(Controls.cursor(reader.take()).map(Long::parseLong))
          .hasValueSatisfying(cursor -> assertThat(cursor).isGreaterThan(Long.parseLong(ahead)));
    }
  }

  @Test
  void errorsAreOrdinaryReplies() {
    stream.get("offset=-1&live=sse").send().expect(404);
    stream.created(TEXT);
    stream.get("live=sse").send().expect(400);
    stream.get("offset=x&live=sse").send().expect(400);
  }

  @Test
  void aReaderThatLeavesDisturbsNoOther() throws Exception {
    stream.created(TEXT);
    for (int i = 0; i < 20; i++) {
      try (var connection = server.connect()) {
        connection.resetOnClose();
        connection.write(stream.get("offset=-1&live=sse").bytes());
      }
    }
    try (var reader = stream.sse("now")) {
      reader.take();
      for (int i = 0; i < 50; i++) {
        stream.append(TEXT, "m" + i);
      }
      var events = reader.takeUntilControl(stream.tail());
      assertThat(
              events.stream()
                  .filter(SseEvent::isData)
                  .map(SseEvent::data)
                  .reduce("", String::concat))
          .startsWith("m0m1m2")
          .endsWith("m48m49");
    }
  }

  /**
   * What is left must be the one control event that says closed, and then the proper end of the
   * response.
   */
  private static void assertClosingControls(SseReader reader, String end) {
    SseEvent control = reader.take();
    assertThat(Controls.nextOffset(control)).isEqualTo(end);
    assertThat(Controls.closed(control)).as("%s", control).isTrue();
    assertThat(Controls.cursor(control)).isEmpty();
    assertThat(reader.next()).isEmpty();
  }
}
