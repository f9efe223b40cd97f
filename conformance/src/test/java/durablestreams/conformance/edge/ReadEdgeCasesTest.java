package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catch-up reads (protocol 5.6, 8): offset syntax, sentinels, pages, ranges. */
@OnEveryStore
class ReadEdgeCasesTest {
  private final TestStream stream;

  ReadEdgeCasesTest(StreamServer server) {
    this.stream = server.unusedStream();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offset=",
        "offset",
        "offset=-1&offset=-1",
        "offset=-1&live=long-poll&offset=now",
        "offset=%20",
        "offset=+",
        "offset=-1%20",
        "offset=0%2C0",
        "offset=0,0",
        "offset=a%2Fb",
        "offset=a/b",
        "offset=-1%0A",
        "offset=%00",
        "offset=-1%00",
        "offset=..%2F..%2Fetc%2Fpasswd",
        "offset=-2",
        "offset=0",
        "offset=abc",
        "offset=NOW",
        "offset=0_0",
        "offset=000000000000000_0000000000000000",
        "offset=00000000000000000_0000000000000000",
        "offset=0000000000000000-0000000000000000",
        "offset=-000000000000001_0000000000000000",
        "offset=0000000000000000_000000000000000a",
        "offset=%EF%BC%90000000000000000_0000000000000000",
      })
  void whatIsNoOffsetIsRefused(String query) {
    stream.created(TEXT).append(TEXT, "x");
    stream.get(query).send().expect(400);
    stream.get(query + "&live=sse").send().expect(400);
    stream.get(query + "&live=long-poll").send().expect(400);
  }

  @Test
  void anOffsetBeyondTheTailIsNeverAFault() {
    stream.created(TEXT).append(TEXT, "x");
    for (String offset :
        new String[] {"0000000000000000_0000000000000002", "9999999999999999_9999999999999999"}) {
      assertThat(stream.from(offset).send().status()).isIn(200, 400, 410);
    }
  }

  @Test
  void percentEncodedOffsetsAreDecoded() {
    stream.created(TEXT).append(TEXT, "x");
    assertThat(stream.get("offset=%2D1").send().expect(200).text()).isEqualTo("x");
    assertThat(stream.get("%6Fffset=" + stream.tail()).send().expect(200).body()).isEmpty();
  }

  @Test
  void unknownParametersAreIgnored() {
    stream.created(TEXT).append(TEXT, "x");
    for (String query :
        new String[] {
          "foo=bar", "offset=-1&foo=bar&foo=baz", "&&", "=", "offset=-1&%", "Offset=now"
        }) {
      HttpReply reply = stream.get(query).send();
      if (!query.endsWith("%")) {
        assertThat(reply.expect(200).text()).as(query).isEqualTo("x");
      }
      assertThat(reply.status()).as(query).isLessThan(500);
    }
  }

  @Test
  void theStartHasThreeNames() {
    stream.created(JSON).append(JSON, "[1,2]");
    for (String query : new String[] {"", "offset=-1", "offset=" + START}) {
      HttpReply all = stream.get(query).send().expect(200);
      assertThat(all.text()).isEqualTo("[1,2]");
      assertThat(all.nextOffset()).isEqualTo("0000000000000000_0000000000000002");
      assertThat(all.required("Stream-Up-To-Date")).isEqualTo("true");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, JSON, BYTES})
  void nowIsTheTailAndNothingElse(String type) {
    stream.created(type).append(type, "1");
    HttpReply now = stream.from("now").send().expect(200);
    assertThat(now.text()).isEqualTo(type.equals(JSON) ? "[]" : "");
    assertThat(now.required("Cache-Control")).isEqualTo("no-store");
    assertThat(now.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(now.nextOffset()).isEqualTo(stream.tail());
    assertThat(now.has("ETag")).isFalse();
    assertThat(now.has("Stream-Closed")).isFalse();
    assertThat(now.required("Content-Type")).isEqualTo(type);

    stream.close().send().expect(204);
    HttpReply closed = stream.from("now").send().expect(200);
    assertThat(closed.required("Stream-Closed")).isEqualTo("true");
    assertThat(closed.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(closed.nextOffset()).isEqualTo(now.nextOffset());
    assertThat(closed.text()).isEqualTo(now.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"live=long-poll", "live=sse", "live=sse&offset="})
  void liveReadsNeedAnOffset(String query) {
    stream.created(TEXT);
    stream.get(query).send().expect(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"live=", "live=true", "live=SSE", "live=websocket", "live=sse&live=sse"})
  void unknownLiveModesAreRefused(String query) {
    stream.created(TEXT);
    stream.get("offset=-1&" + query).send().expect(400);
  }

  @Test
  void pagesOfBytesAreNeverEmptyAndOnlyTheLastIsUpToDateAndClosed() {
    stream.created(BYTES);
    var random = new Random(23);
    var written = new ByteArrayOutputStream();
    for (int i = 0; i < 24; i++) {
      byte[] part = new byte[900_000];
      random.nextBytes(part);
      stream.append(BYTES, part);
      written.writeBytes(part);
    }
    stream.close().send().expect(204);
    assertThat(pages(written.size())).isEqualTo(written.toByteArray());
  }

  @Test
  void oneAppendLargerThanAPageIsReadInPagesToo() {
    byte[] large = new byte[7_000_001];
    new Random(5).nextBytes(large);
    stream.created(BYTES).append(BYTES, large);
    stream.close().send().expect(204);
    assertThat(pages(large.length)).isEqualTo(large);
  }

  private byte[] pages(int length) {
    var read = new ByteArrayOutputStream();
    String next = "-1";
    while (true) {
      HttpReply page = stream.from(next).send().expect(200);
      read.writeBytes(page.body());
      boolean last = read.size() == length;
      assertThat(page.has("Stream-Up-To-Date")).as("%s", page).isEqualTo(last);
      assertThat(page.has("Stream-Closed")).as("%s", page).isEqualTo(last);
      assertThat(page.body()).isNotEmpty();
      next = page.nextOffset();
      if (last) {
        HttpReply end = stream.from(next).send().expect(200);
        assertThat(end.body()).isEmpty();
        assertThat(end.required("Stream-Closed")).isEqualTo("true");
        assertThat(end.nextOffset()).isEqualTo(next);
        return read.toByteArray();
      }
    }
  }

  @Test
  void pagesOfJsonAreWholeArraysThatFollowEachOther() {
    stream.created(JSON);
    String filler = "x".repeat(1_000);
    int count = 6_000;
    for (int from = 0; from < count; from += 1_000) {
      var batch = new StringBuilder("[");
      for (int i = from; i < from + 1_000; i++) {
        batch
            .append(i == from ? "" : ",")
            .append("{\"n\":")
            .append(i)
            .append(",\"f\":\"")
            .append(filler)
            .append("\"}");
      }
      stream.append(JSON, batch.append(']').toString());
    }
    int expected = 0;
    String next = "-1";
    for (boolean last = false; !last; ) {
      HttpReply page = stream.from(next).send().expect(200);
      String[] messages = page.text().substring(1, page.text().length() - 1).split("(?<=\\}),");
      for (String message : messages) {
        assertThat(message).isEqualTo("{\"n\":" + expected++ + ",\"f\":\"" + filler + "\"}");
      }
      last = page.has("Stream-Up-To-Date");
      assertThat(last).isEqualTo(expected == count);
      next = page.nextOffset();
    }
    assertThat(expected).isEqualTo(count);
  }

  @Test
  void everyOffsetEverReturnedReadsOn() {
    stream.created(TEXT);
    String all = "";
    for (int i = 0; i < 30; i++) {
      String part = "part-" + i + " ";
      String before = stream.tail();
      String after = stream.append(TEXT, part);
      assertThat(after).isGreaterThan(before).matches("\\d{16}_\\d{16}");
      assertThat(stream.from(before).send().expect(200).text()).isEqualTo(part);
      assertThat(stream.from(after).send().expect(200).text()).isEmpty();
      all += part;
    }
    assertThat(stream.from("-1").send().text()).isEqualTo(all);
  }

  @Test
  void largeReadsAreCompressedForThoseWhoAsk() throws IOException {
    stream.created(JSON).append(JSON, "[" + "{\"word\":\"again\"},".repeat(20_000) + "{}]");
    byte[] plain = stream.from("-1").send().expect(200).body();
    HttpReply packed = stream.from("-1").header("Accept-Encoding", "gzip").send().expect(200);
    assertThat(packed.required("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.list("Vary")).anyMatch("Accept-Encoding"::equalsIgnoreCase);
    assertThat(packed.body().length).isLessThan(plain.length / 10);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(plain);

    for (String refusal : new String[] {"identity", "gzip;q=0", "br"}) {
      HttpReply reply = stream.from("-1").header("Accept-Encoding", refusal).send().expect(200);
      assertThat(reply.has("Content-Encoding")).as(refusal).isFalse();
      assertThat(reply.body()).isEqualTo(plain);
    }
  }
}
