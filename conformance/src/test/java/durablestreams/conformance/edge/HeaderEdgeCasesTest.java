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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers that every reply carries or must not carry: caching, validators, CORS, security,
 * location.
 */
@OnEveryStore
class HeaderEdgeCasesTest {
  private final StreamServer server;
  private final TestStream stream;

  HeaderEdgeCasesTest(StreamServer server) {
    this.server = server;
    this.stream = server.unusedStream();
  }

  @Test
  void theEtagChangesWithDataCloseAndIncarnation() {
    stream.created(TEXT).append(TEXT, "x");
    String first = etag();
    assertThat(etag()).isEqualTo(first);
    stream.append(TEXT, "y");
    String longer = etag();
    stream.close().send().expect(204);
    String closed = etag();
    stream.delete().expect(204);
    stream.created(TEXT).append(TEXT, "x");
    String reborn = etag();
    assertThat(List.of(first, longer, closed, reborn)).doesNotHaveDuplicates();
    stream.from("-1").header("If-None-Match", first).send().expect(200);
  }

  private String etag() {
    String etag = stream.from("-1").send().expect(200).required("ETag");
    assertThat(etag).matches("(W/)?\"[\\x21\\x23-\\x7E]+\"");
    return etag;
  }

  @Test
  void ifNoneMatchUnderstandsListsStarAndWeakTags() {
    stream.created(TEXT).append(TEXT, "x");
    String etag = etag();
    String opaque = etag.startsWith("W/") ? etag.substring(2) : etag;
    for (String matching :
        List.of(
            etag,
            opaque,
            "W/" + opaque,
            "*",
            "\"other\", " + etag,
            "\"a\",W/\"b\" ,  W/" + opaque + ", \"c\"",
            "\"with, comma\", " + etag)) {
      HttpReply reply = stream.from("-1").header("If-None-Match", matching).send();
      assertThat(reply.status()).as(matching).isEqualTo(304);
      assertThat(reply.required("ETag")).isEqualTo(etag);
      assertThat(reply.body()).isEmpty();
    }
    for (String other :
        List.of("\"other\"", "W/\"other\"", "\"a\", \"b\"", "\"x" + opaque.substring(1), "")) {
      assertThat(stream.from("-1").header("If-None-Match", other).send().expect(200).text())
          .as(other)
          .isEqualTo("x");
    }
  }

  @Test
  void etagsBelongToTheRangeThatWasRead() {
    stream.created(TEXT).append(TEXT, "x");
    String middle = stream.tail();
    stream.append(TEXT, "y");
    String all = etag();
    assertThat(stream.from(middle).send().required("ETag")).isNotEqualTo(all);
    stream.from(middle).header("If-None-Match", all).send().expect(200);
  }

  @Test
  void refusalsCarryCorsNosniffAndNoStore() {
    List<HttpReply> refusals =
        List.of(
            stream.from("-1").send().expect(404),
            stream.post(TEXT, "x").send().expect(404),
            stream.delete().expect(404),
            stream.head().expect(404),
            created().from("").send().expect(400),
            stream.post("text/html", "x").send().expect(409),
            stream.put(JSON).send().expect(409),
            staleProducer().expect(403),
            stream.request("PATCH").send().expect(405));
    for (HttpReply refused : refusals) {
      assertThat(refused.required("Access-Control-Allow-Origin")).as("%s", refused).isEqualTo("*");
      assertThat(refused.required("X-Content-Type-Options")).as("%s", refused).isEqualTo("nosniff");
      assertThat(refused.required("Cache-Control")).as("%s", refused).contains("no-store");
      assertThat(refused.list("Access-Control-Expose-Headers")).as("%s", refused).isNotEmpty();
    }
  }

  private TestStream created() {
    return stream.created(TEXT);
  }

  private HttpReply staleProducer() {
    stream.post(TEXT, "x").producer("p", 1, 0).send().expect(200);
    return stream.post(TEXT, "x").producer("p", 0, 0).send();
  }

  @Test
  void successesCarryCorsAndNosniffAndAreNeverPublicByDefault() {
    HttpReply create = stream.put(TEXT).body("x").send().expect(201);
    List<HttpReply> successes =
        List.of(
            create,
            stream.put(TEXT).send().expect(200),
            stream.post(TEXT, "y").send().expect(204),
            stream.from("-1").send().expect(200),
            stream.from("now").send().expect(200),
            stream.longPoll("-1").send().expect(200),
            stream.longPoll(stream.tail()).send().expect(204),
            stream.head().expect(200),
            stream.close().send().expect(204),
            stream.request("OPTIONS").send(),
            stream.delete().expect(204));
    for (HttpReply reply : successes) {
      assertThat(reply.required("Access-Control-Allow-Origin")).as("%s", reply).isEqualTo("*");
      assertThat(reply.required("X-Content-Type-Options")).as("%s", reply).isEqualTo("nosniff");
      assertThat(reply.list("Cache-Control")).as("%s", reply).doesNotContain("public");
    }
  }

  @Test
  void browsersMayReadAndSendTheProtocolsHeaders() {
    stream.created(TEXT);
    HttpReply read = stream.from("-1").header("Origin", "https://example.org").send();
    assertThat(read.list("Access-Control-Expose-Headers"))
        .contains(
            "Stream-Next-Offset",
            "Stream-Cursor",
            "Stream-Up-To-Date",
            "Stream-Closed",
            "ETag",
            "Location",
            "Producer-Epoch",
            "Producer-Seq",
            "Producer-Expected-Seq",
            "Producer-Received-Seq",
            "Stream-SSE-Data-Encoding");

    HttpReply preflight =
        stream
            .request("OPTIONS")
            .header("Origin", "https://example.org")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,producer-id")
            .send();
    assertThat(preflight.status()).isIn(200, 204);
    assertThat(preflight.list("Access-Control-Allow-Methods"))
        .contains("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");
    assertThat(preflight.list("Access-Control-Allow-Headers"))
        .contains(
            "Content-Type",
            "Authorization",
            "If-None-Match",
            "Stream-Seq",
            "Stream-TTL",
            "Stream-Expires-At",
            "Stream-Closed",
            "Stream-Forked-From",
            "Stream-Fork-Offset",
            "Stream-Fork-Sub-Offset",
            "Producer-Id",
            "Producer-Epoch",
            "Producer-Seq");
  }

  @Test
  void aPreflightNeedsNoStream() {
    HttpReply preflight = stream.request("OPTIONS").send();
    assertThat(preflight.status()).isIn(200, 204);
    assertThat(preflight.body()).isEmpty();
  }

  @Test
  void theLocationIsAbsoluteAsTheClientKnowsIt() {
    HttpReply created = stream.put(TEXT).send().expect(201);
    assertThat(created.required("Location")).isEqualTo(server.base() + stream.path());
  }

  @Test
  void headTellsWhatGetTells() {
    stream
        .put("text/plain; charset=utf-8")
        .header("Stream-TTL", "3600")
        .body("x")
        .send()
        .expect(201);
    HttpReply head = stream.head().expect(200);
    HttpReply read = stream.from("-1").send().expect(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.required("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(read.required("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(head.nextOffset()).isEqualTo(read.nextOffset());
    assertThat(head.required("Cache-Control")).contains("no-store");
    assertThat(head.has("Stream-Closed")).isFalse();
  }

  @Test
  void aStreamWithoutTypeIsBytes() {
    HttpReply created = stream.request("PUT").send().expect(201);
    assertThat(created.required("Content-Type")).isEqualTo(BYTES);
    assertThat(created.nextOffset()).isEqualTo(START);
    stream.put(BYTES).send().expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "/", "text/", "text/plain/x", "text plain", "text/pl\u00e4in"})
  void whatIsNoContentTypeIsRefused(String type) {
    stream.put(type).send().expect(400);
    stream.head().expect(404);
  }

  @Test
  void repliesWithoutBodySayNoLengthThatMisleads() {
    stream.created(TEXT);
    HttpReply head = stream.head();
    HttpReply appended = stream.post(TEXT, "x").send().expect(204);
    assertThat(appended.has("Transfer-Encoding")).isFalse();
    // RFC 9110, 8.6: a 204 has no Content-Length; to HEAD it would have to be the length of GET's
    // body.
    assertThat(appended.has("Content-Length")).isFalse();
    assertThat(head.header("Content-Length")).isNotEqualTo(Optional.of("0"));
  }
}
