package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.SseEvent;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Offsets that a client computes from one that it was given, and offsets inside appends that the
 * server returns (protocol 8).
 */
@OnEveryStore
class OffsetEdgeCasesTest {
  private final StreamServer server;
  private final TestStream stream;

  OffsetEdgeCasesTest(StreamServer server) {
    this.server = server;
    this.stream = server.unusedStream();
  }

  /** The offset {@code units} after {@code offset} in the same segment. */
  private static String after(String offset, int units) {
    long within = Long.parseLong(offset.substring(17));
    return offset.substring(0, 17) + "%016d".formatted(within + units);
  }

  private String sse(String offset) {
    try (SseReader events = stream.sse(offset)) {
      SseEvent first = events.take();
      return first.isData() ? new String(first.decoded(), UTF_8) : "";
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, JSON, BYTES})
  void oneUnitBeyondTheTailReadsAsTheTailAndMoreIsRefused(String type) {
    stream.created(type);
    String tail = stream.append(type, "123");
    HttpReply beyond = stream.from(after(tail, 1)).send().expect(200);
    assertThat(beyond.text()).isEqualTo(type.equals(JSON) ? "[]" : "");
    assertThat(beyond.nextOffset()).isEqualTo(tail);
    assertThat(beyond.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(stream.longPoll(after(tail, 1)).send().expect(204).nextOffset()).isEqualTo(tail);
    try (SseReader events = stream.sse(after(tail, 1))) {
      assertThat(Controls.nextOffset(events.take())).isEqualTo(tail);
    }
    for (String live : new String[] {"", "&live=sse", "&live=long-poll"}) {
      stream.get("offset=" + after(tail, 2) + live).send().expect(400);
    }
  }

  @Test
  void oneUnitBeyondTheStartReadsAsTheStartOfAnEmptyStream() {
    stream.created(BYTES);
    assertThat(stream.from(after(START, 1)).send().expect(200).nextOffset()).isEqualTo(START);
  }

  @Test
  void anOffsetInsideAnAppendReadsFromItsStart() {
    stream.put(BYTES).body("abc").send().expect(201);
    String middle = stream.tail();
    stream.append(BYTES, "def");
    String last = stream.append(BYTES, "ghi");
    for (int units = 0; units < 3; units++) {
      String offset = after(middle, units);
      HttpReply page = stream.from(offset).send().expect(200);
      assertThat(page.text()).as(offset).isEqualTo("defghi");
      assertThat(page.required("ETag"))
          .isEqualTo(stream.from(middle).send().expect(200).required("ETag"));
      assertThat(stream.longPoll(offset).send().expect(200).text()).isEqualTo("defghi");
      assertThat(sse(offset)).isEqualTo("defghi");
      assertThat(stream.from(after(START, units)).send().expect(200).text()).isEqualTo("abcdefghi");
    }
    assertThat(stream.from(last).send().expect(200).body()).isEmpty();
  }

  /** As a reader does that was given the offset of a snapshot and asks for the one after it. */
  @Test
  void aReaderThatWaitsOneBeyondTheTailGetsTheWholeNextAppend() {
    stream.created(BYTES);
    String beyond = after(stream.append(BYTES, "abc"), 1);
    try (SseReader events = stream.sse(beyond)) {
      assertThat(Controls.upToDate(events.take())).isTrue();
      String tail = stream.append(BYTES, "def");
      assertThat(new String(events.take().decoded(), UTF_8)).isEqualTo("def");
      assertThat(Controls.nextOffset(events.take())).isEqualTo(tail);
    }
    assertThat(stream.from(beyond).send().expect(200).text()).isEqualTo("def");
    assertThat(stream.longPoll(beyond).send().expect(200).text()).isEqualTo("def");
    assertThat(sse(beyond)).isEqualTo("def");
  }

  @Test
  void messagesOfOneJsonAppendHaveOffsetsOfTheirOwn() {
    stream.created(JSON).append(JSON, "[1,2,3]");
    assertThat(stream.from(after(START, 1)).send().expect(200).text()).isEqualTo("[2,3]");
    assertThat(stream.from(after(START, 2)).send().expect(200).text()).isEqualTo("[3]");
  }

  @Test
  void cutsOfPagesInsideAnAppendAreExact() {
    byte[] large = new byte[3_500_000];
    new Random(5).nextBytes(large);
    stream.created(BYTES);
    String start = stream.append(BYTES, "abc");
    stream.append(BYTES, large);
    String cut = stream.from(start).send().expect(200).nextOffset();
    assertThat(cut).endsWith("_c").isLessThan(stream.tail());
    int read = Integer.parseInt(cut.substring(17, 33)) - 3;
    assertThat(stream.readAll(start)).isEqualTo(large);
    assertThat(stream.readAll(cut)).isEqualTo(Arrays.copyOfRange(large, read, large.length));
    assertThat(stream.readAll(cut.substring(0, 33))).isEqualTo(large);
    HttpReply poll = stream.longPoll(cut).send().expect(200);
    assertThat(poll.body()).isEqualTo(Arrays.copyOfRange(large, read, read + poll.body().length));
  }

  @Test
  void whatForksAndSubOffsetsReturnIsExact() {
    stream.created(BYTES);
    String first = stream.append(BYTES, "abc");
    stream.append(BYTES, "defgh");
    TestStream fork = server.unusedStream();
    HttpReply created = fork(fork, stream, first, 2).expect(201);
    String point = created.nextOffset();
    fork(fork, stream, first, 2).expect(200);
    assertThat(point).endsWith("_c").isEqualTo(fork.tail());
    assertThat(fork.from("-1").send().expect(200).text()).isEqualTo("abcde");
    assertThat(fork.from(point).send().expect(200).body()).isEmpty();
    assertThat(stream.from(point).send().expect(200).text()).isEqualTo("fgh");
    fork.append(BYTES, "XYZ");
    assertThat(fork.from(point).send().expect(200).text()).isEqualTo("XYZ");
    assertThat(fork.from(after(point.substring(0, 33), 1)).send().expect(200).text())
        .isEqualTo("XYZ");
    assertThat(fork.from(first).send().expect(200).text()).isEqualTo("deXYZ");

    TestStream deeper = server.unusedStream();
    fork(deeper, fork, point, 1).expect(201);
    assertThat(deeper.from("-1").send().expect(200).text()).isEqualTo("abcdeX");
    assertThat(deeper.from(point).send().expect(200).text()).isEqualTo("X");

    TestStream sibling = server.unusedStream();
    assertThat(fork(sibling, fork, point, 0).expect(201).nextOffset())
        .as("the name that the place has in the source")
        .isEqualTo(point)
        .isEqualTo(sibling.tail());
    assertThat(fork(server.unusedStream(), fork, first, 2).expect(201).nextOffset())
        .isEqualTo(point);
  }

  @Test
  void aForkOffsetInsideAnAppendCountsFromItsStart() {
    stream.created(BYTES);
    String first = stream.append(BYTES, "abc");
    stream.append(BYTES, "defgh");
    TestStream fork = server.unusedStream();
    assertThat(fork(fork, stream, after(first, 1), 0).expect(201).nextOffset()).isEqualTo(first);
    assertThat(fork.from("-1").send().expect(200).text()).isEqualTo("abc");
  }

  private static HttpReply fork(TestStream fork, TestStream source, String offset, int sub) {
    var request =
        fork.request("PUT")
            .header("Stream-Forked-From", source.path())
            .header("Stream-Fork-Offset", offset);
    return (sub == 0 ? request : request.header("Stream-Fork-Sub-Offset", "" + sub)).send();
  }

  /** The first byte of a character is an append together with what comes before it. */
  @Test
  void aReaderOfEventsThatWasCutBeforeAPartOfACharacterResumesThere() {
    stream.created(TEXT).append(TEXT, new byte[] {'a', (byte) 0xc3});
    String cut;
    try (SseReader events = stream.sse(START)) {
      assertThat(events.take().data()).isEqualTo("a");
      cut = Controls.nextOffset(events.take());
    }
    assertThat(cut).isEqualTo(after(START, 1) + "_c");
    stream.append(TEXT, new byte[] {(byte) 0xa9, 'b'});
    try (SseReader events = stream.sse(cut)) {
      assertThat(events.take().data()).isEqualTo("éb");
    }
  }
}
