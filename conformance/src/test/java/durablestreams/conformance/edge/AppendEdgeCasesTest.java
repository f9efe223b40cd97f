package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends (protocol 5.2): which error wins, {@code Stream-Seq}, empty and truncated bodies. */
@OnEveryStore
class AppendEdgeCasesTest {
  private final TestStream stream;

  AppendEdgeCasesTest(StreamServer server) {
    this.stream = server.unusedStream();
  }

  /** An append to a JSON stream on which everything is wrong from the content type on. */
  private WireRequest wrongInEveryWay() {
    return stream.post(TEXT, "{not json").producer("p", 0, 0).header("Stream-Seq", "1");
  }

  @Test
  void notFoundComesBeforeEverythingElse() {
    wrongInEveryWay().send().expect(404);
    stream.post().send().expect(404);
    stream.post().closing().send().expect(404);
    assertThat(stream.head().status()).isEqualTo(404);
  }

  @Test
  void closedComesBeforeContentTypeProducerSequenceAndBody() {
    jsonWithProducerAndSequence();
    String end = stream.close().send().expect(204).nextOffset();

    HttpReply refused = wrongInEveryWay().send().expect(409);
    assertThat(refused.required("Stream-Closed")).isEqualTo("true");
    assertThat(refused.nextOffset()).isEqualTo(end);
    assertThat(refused.has("Producer-Epoch")).isFalse();
  }

  @Test
  void contentTypeComesBeforeProducerSequenceAndBody() {
    jsonWithProducerAndSequence();

    HttpReply refused = wrongInEveryWay().send().expect(409);
    assertThat(refused.has("Producer-Epoch")).isFalse();
    assertThat(refused.has("Producer-Expected-Seq")).isFalse();
    assertThat(refused.has("Stream-Closed")).isFalse();
    assertThat(refused.text()).doesNotContainIgnoringCase("sequence");
  }

  @Test
  void producerComesBeforeSequenceAndBody() {
    jsonWithProducerAndSequence();

    stream.post(JSON, "{not json").producer("p", 4, 0).header("Stream-Seq", "1").send().expect(403);
    HttpReply gap =
        stream
            .post(JSON, "{not json")
            .producer("p", 5, 9)
            .header("Stream-Seq", "1")
            .send()
            .expect(409);
    assertThat(gap.required("Producer-Expected-Seq")).isEqualTo("1");
    stream.post(JSON, "{not json").producer("p", 5, 0).header("Stream-Seq", "1").send().expect(204);
  }

  @Test
  void sequenceComesBeforeBody() {
    jsonWithProducerAndSequence();

    assertThat(stream.post(JSON, "{not json").header("Stream-Seq", "1").send().expect(409).text())
        .containsIgnoringCase("sequence");
    stream.post(JSON, "{not json").header("Stream-Seq", "6").send().expect(400);
    stream.post(JSON, "{}").header("Stream-Seq", "6").send().expect(204);
  }

  private void jsonWithProducerAndSequence() {
    stream.created(JSON);
    stream.post(JSON, "{}").producer("p", 5, 0).header("Stream-Seq", "5").send().expect(200);
  }

  @ParameterizedTest
  @CsvSource({"2,10", "a,B", "a,a", "b,a", "abc,ab", "9,10", "~,a"})
  void sequencesAreComparedBytewise(String last, String next) {
    stream.created(TEXT);
    stream.post(TEXT, "x").header("Stream-Seq", last).send().expect(204);
    String tail = stream.tail();

    HttpReply refused = stream.post(TEXT, "y").header("Stream-Seq", next).send().expect(409);
    assertThat(refused.text()).containsIgnoringCase("sequence");
    assertThat(stream.tail()).isEqualTo(tail);
  }

  @ParameterizedTest
  @CsvSource({"10,2", "B,a", "a,aa", "a,ab", "0009,0010"})
  void greaterSequencesAreAccepted(String last, String next) {
    stream.created(TEXT);
    stream.post(TEXT, "x").header("Stream-Seq", last).send().expect(204);
    stream.post(TEXT, "y").header("Stream-Seq", next).send().expect(204);
  }

  @Test
  void aRefusedSequenceLeavesTheLastOneAlone() {
    stream.created(JSON);
    stream.post(JSON, "1").header("Stream-Seq", "b").send().expect(204);
    stream.post(JSON, "1").header("Stream-Seq", "a").send().expect(409);
    stream.post(JSON, "nonsense").header("Stream-Seq", "z").send().expect(400);
    stream.post(JSON, "2").header("Stream-Seq", "c").send().expect(204);
    stream.append(JSON, "3");
    assertThat(stream.from("-1").send().text()).isEqualTo("[1,2,3]");
  }

  @Test
  void anEmptyBodyIsRefused() {
    stream.created(TEXT);
    stream.post().type(TEXT).send().expect(400);
    stream.post().type(TEXT).body("").inChunks().send().expect(400);
    stream.post().type(TEXT).header("Stream-Closed", "yes").send().expect(400);
    assertThat(stream.tail()).isEqualTo(START);
  }

  @Test
  void aMissingContentTypeIsRefused() {
    stream.created(BYTES);
    stream.post().body("x").send().expect(400);
    stream.post().body("x").closing().send().expect(400);
    HttpReply head = stream.head();
    assertThat(head.nextOffset()).isEqualTo(START);
    assertThat(head.has("Stream-Closed")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain2", "application/json"})
  void anotherContentTypeIsAConflict(String type) {
    stream.created(TEXT);
    stream.post(type, "1").send().expect(409);
    assertThat(stream.tail()).isEqualTo(START);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "TEXT/Plain",
        "text/plain;charset=utf-8",
        "text/plain ; charset=utf-8"
      })
  void theSameContentTypeInAnotherSpellingIsAccepted(String type) {
    stream.created("text/plain").append(type, "x");
    assertThat(stream.from("-1").send().text()).isEqualTo("x");
  }

  @Test
  void aChunkedBodyIsOneAppend() {
    stream.created(TEXT);
    String text = "twenty-six letters of text";
    String tail = stream.post(TEXT, text).inChunks().send().expect(204).nextOffset();
    HttpReply all = stream.from("-1").send().expect(200);
    assertThat(all.text()).isEqualTo(text);
    assertThat(all.nextOffset()).isEqualTo(tail);
  }

  @Test
  void aTruncatedBodyStoresNothing() throws Exception {
    stream.created(TEXT);
    String head = "POST " + stream.path() + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n";
    for (String request :
        List.of(
            head + "Content-Length: 100\r\n\r\nonly this much",
            head + "Transfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\n50\r\nnot whole",
            head + "Transfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n")) {
      for (boolean reset : List.of(false, true)) {
        try (var connection = stream.server().connect()) {
          connection.write(request);
          if (reset) {
            connection.resetOnClose();
          } else {
            connection.finishWriting();
            assertThat(new String(connection.readUntilClosed(), UTF_8))
                .doesNotStartWith("HTTP/1.1 2");
          }
        }
      }
    }
    String tail = stream.append(TEXT, "whole");
    HttpReply all = stream.from("-1").send();
    assertThat(all.text()).isEqualTo("whole");
    assertThat(all.nextOffset()).isEqualTo(tail);
  }

  @Test
  void aTruncatedCreationCreatesNothing() throws Exception {
    try (var connection = stream.server().connect()) {
      connection.write(
          "PUT "
              + stream.path()
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nhalf");
      connection.finishWriting();
      assertThat(new String(connection.readUntilClosed(), UTF_8)).doesNotStartWith("HTTP/1.1 2");
    }
    assertThat(stream.head().status()).isEqualTo(404);
  }
}
