package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Idempotent producers (protocol 5.2.1): statuses, epochs, number syntax, and the life of a
 * producer's state.
 */
@OnEveryStore
class ProducerEdgeCasesTest {
  private static final long GREATEST = (1L << 53) - 1;

  private final TestStream stream;

  ProducerEdgeCasesTest(StreamServer server) {
    this.stream = server.unusedStream();
  }

  @BeforeEach
  void createStream() {
    stream.created(TEXT);
  }

  private HttpReply append(String producer, long epoch, long seq) {
    return stream
        .post(TEXT, producer + epoch + "." + seq + " ")
        .producer(producer, epoch, seq)
        .send();
  }

  @Test
  void newDataIs200AndADuplicateIs204WithTheHighestSequence() {
    for (int seq = 0; seq < 4; seq++) {
      HttpReply fresh = append("p", 0, seq).expect(200);
      assertThat(fresh.required("Producer-Epoch")).isEqualTo("0");
      assertThat(fresh.required("Producer-Seq")).isEqualTo(Integer.toString(seq));
      assertThat(fresh.nextOffset()).isEqualTo(stream.tail());
    }
    for (int seq = 0; seq < 4; seq++) {
      HttpReply duplicate = append("p", 0, seq).expect(204);
      assertThat(duplicate.required("Producer-Epoch")).isEqualTo("0");
      assertThat(duplicate.required("Producer-Seq")).isEqualTo("3");
      assertThat(duplicate.nextOffset()).isEqualTo(stream.tail());
      assertThat(duplicate.body()).isEmpty();
    }
    assertThat(stream.from("-1").send().text()).isEqualTo("p0.0 p0.1 p0.2 p0.3 ");
  }

  @Test
  void anAppendWithoutProducerIs204() {
    HttpReply plain = stream.post(TEXT, "x").send().expect(204);
    assertThat(plain.has("Producer-Epoch")).isFalse();
    assertThat(plain.has("Producer-Seq")).isFalse();
  }

  @Test
  void anUnknownProducerStartsAtSequenceZero() {
    HttpReply gap = append("p", 0, 7).expect(409);
    assertThat(gap.required("Producer-Expected-Seq")).isEqualTo("0");
    assertThat(gap.required("Producer-Received-Seq")).isEqualTo("7");
    append("p", 0, 0).expect(200);
  }

  @Test
  void aGapTellsWhatWasExpected() {
    append("p", 0, 0).expect(200);
    HttpReply gap = append("p", 0, 5).expect(409);
    assertThat(gap.required("Producer-Expected-Seq")).isEqualTo("1");
    assertThat(gap.required("Producer-Received-Seq")).isEqualTo("5");
    assertThat(gap.has("Stream-Closed")).isFalse();
    append("p", 0, 1).expect(200);
  }

  @Test
  void aStaleEpochLearnsTheCurrentOne() {
    append("p", 3, 0).expect(200);
    for (long seq : new long[] {0, 1, 99}) {
      HttpReply fenced = append("p", 2, seq).expect(403);
      assertThat(fenced.required("Producer-Epoch")).isEqualTo("3");
    }
    append("p", 3, 1).expect(200);
  }

  @Test
  void aNewEpochStartsAtSequenceZero() {
    append("p", 0, 0).expect(200);
    append("p", 0, 1).expect(200);
    append("p", 1, 2).expect(400);
    append("p", 1, 1).expect(400);
    append("p", 0, 2).expect(200);
    append("p", 1, 0).expect(200);
    append("p", 0, 3).expect(403);
  }

  @Test
  void aFirstEpochAboveZeroIsFine() {
    HttpReply first = append("p", 41, 0).expect(200);
    assertThat(first.required("Producer-Epoch")).isEqualTo("41");
    append("p", 41, 1).expect(200);
  }

  @Test
  void producersDoNotKnowEachOther() {
    append("p", 5, 0).expect(200);
    append("q", 0, 0).expect(200);
    append("P", 0, 0).expect(200);
    append("p", 5, 1).expect(200);
    assertThat(stream.from("-1").send().text()).isEqualTo("p5.0 q0.0 P0.0 p5.1 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1abc",
        "1e3",
        "-1",
        "9007199254740992",
        "99999999999999999999999999",
        "1.0",
        "+1",
        "",
        "0x1",
        "1 2",
        "1,2",
        "NaN",
        "\u00b2"
      })
  void whatIsNoIntegerUpTo2To53Minus1IsRefused(String number) {
    stream
        .post(TEXT, "x")
        .header("Producer-Id", "p")
        .header("Producer-Epoch", number)
        .header("Producer-Seq", "0")
        .send()
        .expect(400);
    stream
        .post(TEXT, "x")
        .header("Producer-Id", "p")
        .header("Producer-Epoch", "0")
        .header("Producer-Seq", number)
        .send()
        .expect(400);
    append("p", 0, 0).expect(200);
  }

  @Test
  void theGreatestIntegerIsAccepted() {
    HttpReply gap = append("p", 0, GREATEST).expect(409);
    assertThat(gap.required("Producer-Received-Seq")).isEqualTo(Long.toString(GREATEST));
    HttpReply first = append("p", GREATEST, 0).expect(200);
    assertThat(first.required("Producer-Epoch")).isEqualTo(Long.toString(GREATEST));
    append("p", GREATEST - 1, 0).expect(403);
  }

  @Test
  void partialHeadersAndAnEmptyIdAreRefused() {
    stream.post(TEXT, "x").header("Producer-Id", "p").send().expect(400);
    stream.post(TEXT, "x").header("Producer-Epoch", "0").send().expect(400);
    stream.post(TEXT, "x").header("Producer-Seq", "0").send().expect(400);
    stream
        .post(TEXT, "x")
        .header("Producer-Id", "p")
        .header("Producer-Epoch", "0")
        .send()
        .expect(400);
    stream
        .post(TEXT, "x")
        .header("Producer-Id", "p")
        .header("Producer-Seq", "0")
        .send()
        .expect(400);
    stream
        .post(TEXT, "x")
        .header("Producer-Epoch", "0")
        .header("Producer-Seq", "0")
        .send()
        .expect(400);
    stream.post(TEXT, "x").producer("", 0, 0).send().expect(400);
    assertThat(stream.from("-1").send().body()).isEmpty();
  }

  @Test
  void aRefusedAppendDoesNotMoveTheProducer() {
    stream.post("text/html", "x").producer("p", 0, 0).send().expect(409);
    stream.post().type(TEXT).producer("p", 0, 0).send().expect(400);
    stream.post(TEXT, "x").header("Stream-Seq", "5").send().expect(204);
    stream.post(TEXT, "x").producer("p", 0, 0).header("Stream-Seq", "4").send().expect(409);
    append("p", 0, 0).expect(200);
  }

  @Test
  void theStateDiesWithTheStream() {
    append("p", 9, 0).expect(200);
    append("p", 9, 1).expect(200);
    stream.delete().expect(204);
    stream.created(TEXT);
    append("p", 0, 0).expect(200);
    assertThat(stream.from("-1").send().text()).isEqualTo("p0.0 ");
  }

  @Test
  void aDuplicateOfAnEarlierAppendAfterTheCloseIsAConflict() {
    append("p", 0, 0).expect(200);
    stream.post(TEXT, "end").producer("p", 0, 1).closing().send().expect(200);
    HttpReply refused = append("p", 0, 2).expect(409);
    assertThat(refused.required("Stream-Closed")).isEqualTo("true");
    append("p", 0, 0).expect(409);
    stream.post(TEXT, "end").producer("p", 0, 1).closing().send().expect(204);
  }
}
