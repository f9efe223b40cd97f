package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Closing (protocol 4.1, 5.3): what counts as closing, what repeats, what a closed stream refuses.
 */
@OnEveryStore
class CloseEdgeCasesTest {
  private final TestStream stream;

  CloseEdgeCasesTest(StreamServer server) {
    this.stream = server.unusedStream();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE", "True", "tRuE"})
  void trueClosesInAnyCase(String value) {
    stream.created(TEXT);
    HttpReply closed = stream.post().header("Stream-Closed", value).send().expect(204);
    assertThat(closed.required("Stream-Closed")).isEqualTo("true");
    assertThat(closed.nextOffset()).isEqualTo(START);
    assertThat(stream.head().required("Stream-Closed")).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "", "false", "truee", "\"true\"", "true, true"})
  void anythingElseIsIgnored(String value) {
    stream.put(TEXT).header("Stream-Closed", value).send().expect(201);
    HttpReply appended = stream.post(TEXT, "x").header("Stream-Closed", value).send().expect(204);
    assertThat(appended.has("Stream-Closed")).isFalse();
    stream.post().type(TEXT).header("Stream-Closed", value).send().expect(400);
    assertThat(stream.head().has("Stream-Closed")).isFalse();
    stream.append(TEXT, "y");
  }

  @Test
  void closeOnlyIgnoresTheContentTypeAndRepeats() {
    stream.created(TEXT);
    String end = stream.append(TEXT, "x");
    for (String type : new String[] {JSON, "text/plain", "nonsense"}) {
      HttpReply closed = stream.close().type(type).send().expect(204);
      assertThat(closed.nextOffset()).isEqualTo(end);
      assertThat(closed.required("Stream-Closed")).isEqualTo("true");
    }
  }

  @Test
  void aBodyForAClosedStreamIsAConflictThatTellsTheEnd() {
    stream.created(TEXT);
    String end = stream.post(TEXT, "x").closing().send().expect(204).nextOffset();

    for (var request : List.of(stream.post(TEXT, "y"), stream.post(TEXT, "y").closing())) {
      HttpReply refused = request.send().expect(409);
      assertThat(refused.required("Stream-Closed")).isEqualTo("true");
      assertThat(refused.nextOffset()).isEqualTo(end);
    }
    assertThat(stream.from("-1").send().text()).isEqualTo("x");
  }

  @Test
  void theClosingTupleAgainIsADuplicateAndTheFirstBodyStands() {
    stream.created(TEXT);
    String end =
        stream.post(TEXT, "first").producer("p", 0, 0).closing().send().expect(200).nextOffset();

    HttpReply duplicate =
        stream.post(TEXT, "second").producer("p", 0, 0).closing().send().expect(204);
    assertThat(duplicate.required("Stream-Closed")).isEqualTo("true");
    assertThat(duplicate.nextOffset()).isEqualTo(end);
    stream.post(TEXT, "third").producer("p", 0, 1).closing().send().expect(409);
    stream.post(TEXT, "third").producer("p", 1, 0).closing().send().expect(409);
    stream.post(TEXT, "third").producer("q", 0, 0).closing().send().expect(409);
    assertThat(stream.from("-1").send().text()).isEqualTo("first");
  }

  @Test
  void closeOnlyByAnotherProducerIsAConflict() {
    stream.created(TEXT);
    stream.close().producer("p", 0, 0).send().expect(204);
    stream.close().producer("p", 0, 0).send().expect(204);

    HttpReply refused = stream.close().producer("q", 0, 0).send().expect(409);
    assertThat(refused.required("Stream-Closed")).isEqualTo("true");
    assertThat(refused.nextOffset()).isEqualTo(START);
  }

  @Test
  void anEmptyBatchDoesNotClose() {
    stream.created(JSON);
    stream.post(JSON, "[]").closing().send().expect(400);
    stream.post(JSON, " [ ] ").send().expect(400);
    assertThat(stream.head().has("Stream-Closed")).isFalse();
  }

  @Test
  void aBodyThatIsRefusedDoesNotClose() {
    stream.created(JSON);
    stream.post(JSON, "{").closing().send().expect(400);
    stream.post(TEXT, "1").closing().send().expect(409);
    assertThat(stream.head().has("Stream-Closed")).isFalse();
    stream.append(JSON, "1");
  }

  @Test
  void creationMatchesOnlyTheSameClosure() {
    stream.created(TEXT);
    stream.put(TEXT).send().expect(200);
    stream.put(TEXT).closing().send().expect(409);
    stream.close().send().expect(204);
    stream.put(TEXT).send().expect(409);
    HttpReply same = stream.put(TEXT).closing().send().expect(200);
    assertThat(same.required("Stream-Closed")).isEqualTo("true");
  }

  @Test
  void aStreamCanBeCreatedClosed() {
    HttpReply created = stream.put(JSON).closing().body("[{\"a\":1},2]").send().expect(201);
    assertThat(created.required("Stream-Closed")).isEqualTo("true");
    stream.post(JSON, "3").send().expect(409);
    HttpReply all = stream.from("-1").send().expect(200);
    assertThat(all.text()).isEqualTo("[{\"a\":1},2]");
    assertThat(all.required("Stream-Closed")).isEqualTo("true");
    assertThat(all.nextOffset()).isEqualTo(created.nextOffset());
  }
}
