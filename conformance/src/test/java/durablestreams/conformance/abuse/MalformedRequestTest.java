package durablestreams.conformance.abuse;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are none: bodies whose framing is broken, heads that are garbage. */
class MalformedRequestTest extends AbusedServer {

  /** Requests that are refused, every one, and store nothing. */
  @TestFactory
  List<DynamicTest> malformedBodies() {
    Map<String, String> bodies = new TreeMap<>();
    String chunked = "Transfer-Encoding: chunked\r\n\r\n";
    bodies.put("chunk size of letters", chunked + "xyz\r\nhello\r\n0\r\n\r\n");
    bodies.put("empty chunk size", chunked + "\r\nhello\r\n0\r\n\r\n");
    bodies.put("negative chunk size", chunked + "-5\r\nhello\r\n0\r\n\r\n");
    bodies.put("chunk size with 0x", chunked + "0x5\r\nhello\r\n0\r\n\r\n");
    bodies.put("enormous chunk size", chunked + "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n");
    bodies.put("chunk size of 9 digits", chunked + "100000005\r\nhello\r\n0\r\n\r\n");
    bodies.put("chunk longer than its size", chunked + "3\r\nhello\r\n0\r\n\r\n");
    bodies.put("chunk shorter than its size", chunked + "8\r\nhello\r\n0\r\n\r\n");
    bodies.put("chunk size line without end", chunked + "5".repeat(100_000));
    bodies.put("chunked without last chunk", chunked + "5\r\nhello\r\n");
    bodies.put("body shorter than Content-Length", "Content-Length: 50\r\n\r\nhello");
    bodies.put("negative Content-Length", "Content-Length: -5\r\n\r\nhello");
    bodies.put("Content-Length of letters", "Content-Length: five\r\n\r\nhello");
    bodies.put("Content-Length with plus", "Content-Length: +5\r\n\r\nhello");
    bodies.put("Content-Length with hex", "Content-Length: 0x5\r\n\r\nhello");
    bodies.put("empty Content-Length", "Content-Length: \r\n\r\nhello");
    bodies.put("enormous Content-Length", "Content-Length: 99999999999999999999999\r\n\r\nhello");
    bodies.put(
        "Content-Length beyond every limit", "Content-Length: 9223372036854775807\r\n\r\nhello");
    bodies.put(
        "two different Content-Lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
    bodies.put("a list of Content-Lengths", "Content-Length: 5, 6\r\n\r\nhello!");
    bodies.put(
        "Content-Length and Transfer-Encoding",
        "Content-Length: 5\r\n" + chunked + "5\r\nhello\r\n0\r\n\r\n");
    bodies.put(
        "Transfer-Encoding and Content-Length",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    bodies.put("unknown transfer coding", "Transfer-Encoding: zstd\r\n\r\nhello");
    bodies.put(
        "chunked not last", "Transfer-Encoding: chunked, identity\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    bodies.put(
        "chunked twice", "Transfer-Encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    bodies.put("chunked misspelled", "Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    bodies.put(
        "space before the colon", "Transfer-Encoding : chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    bodies.put("no length at all", "\r\nhello");
    return each(
        bodies,
        body -> {
          assertThat(abuse(append("Connection: close\r\n" + body)))
              .allMatch(status -> status >= 400);
          assertNothingStored();
        });
  }

  @Test
  void chunkExtensionsAndTrailersAreReadOrRefusedButNeverStored() throws Exception {
    for (String body :
        List.of(
            "5;ext=1\r\nhello\r\n0\r\n\r\n",
            "5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n",
            "5\r\nhello\r\n0\r\nTrailer: x\r\n\r\n")) {
      createStream();
      List<Integer> statuses =
          abuse(append("Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body));
      assertThat(statuses).hasSize(1);
      assertThat(stream.from("-1").send().text())
          .isEqualTo(statuses.getFirst() == 204 ? "hello" : "");
    }
  }

  /** Request lines and headers that are no requests for a stream. */
  @TestFactory
  List<DynamicTest> malformedHeads() {
    Map<String, String> heads = new TreeMap<>();
    heads.put("no HTTP at all", "hello\r\n\r\n");
    heads.put("binary", "\u0000\u0001\u0002\u00ff\u00fe\r\n\r\n");
    heads.put("nothing but line ends", "\r\n".repeat(10_000));
    heads.put("line feeds only", head("GET", "\r\n").replace("\r", ""));
    heads.put("carriage returns only", head("GET", "\r\n").replace("\n", ""));
    heads.put("no version", "GET " + stream.path() + "\r\n\r\n");
    heads.put("unknown version", "GET " + stream.path() + " HTTP/7.3\r\nHost: x\r\n\r\n");
    heads.put("version in lower case", "GET " + stream.path() + " http/1.1\r\nHost: x\r\n\r\n");
    heads.put("HTTP/2 preface without HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxx");
    heads.put("HTTP/3.0", "GET " + stream.path() + "?offset=-1 HTTP/3.0\r\n\r\n");
    heads.put("HTTP/0.9", "GET /\r\n");
    heads.put("two spaces", "GET  " + stream.path() + " HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put("space in the target", "GET /v1/stream/a b HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put(
        "control characters in the target",
        "GET /v1/stream/a\u0001\u007f HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put("NUL in the target", "GET /v1/stream/a\u0000b HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put("NUL in a header", head("GET", "X: a\u0000b\r\n\r\n"));
    heads.put("CR in a header", head("GET", "X: a\rb\r\n\r\n"));
    heads.put("header without colon", head("GET", "nonsense\r\n\r\n"));
    heads.put("header without name", head("GET", ": value\r\n\r\n"));
    heads.put("folded header", head("GET", "X: a\r\n b\r\n\r\n"));
    heads.put("missing Host", "GET " + stream.path() + " HTTP/1.1\r\n\r\n");
    heads.put("two Hosts", head("GET", "Host: other\r\n\r\n"));
    heads.put(
        "strange Host",
        "PUT "
            + stream.path()
            + "x HTTP/1.1\r\nHost: <script>/\\@:99999\r\nContent-Length: 0\r\n\r\n");
    heads.put("one huge header", head("GET", "X: " + "x".repeat(200_000) + "\r\n\r\n"));
    heads.put("very many headers", head("GET", "X: y\r\n".repeat(50_000) + "\r\n"));
    heads.put("header name of 100 KB", head("GET", "x".repeat(100_000) + ": y\r\n\r\n"));
    heads.put(
        "very long target",
        "GET " + stream.path() + "/" + "x".repeat(200_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put(
        "very long query",
        "GET "
            + stream.path()
            + "?offset=-1&x="
            + "x".repeat(200_000)
            + " HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put("method of 100 KB", "G".repeat(100_000) + " / HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put("asterisk", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
    heads.put("CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
    heads.put(
        "absolute target elsewhere",
        "GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n");
    heads.put(
        "upgrade to WebSocket",
        head(
            "GET",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
    heads.put(
        "upgrade to h2c",
        head(
            "GET",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: !!!\r\n\r\n"));
    heads.put(
        "unknown expectation",
        append("Expect: the-spanish-inquisition\r\nContent-Length: 0\r\n\r\n"));
    heads.put("range", head("GET", "Range: bytes=0-99999999999999999999\r\n\r\n"));
    return each(heads, this::abuse);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "%", "a%2", "%u0041", "x?offset=%zz", "x?offset=%", "x?%zz=1"})
  void badPercentEncodingIsNoFault(String target) throws Exception {
    for (String method : List.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")) {
      List<Integer> statuses =
          abuse(
              method
                  + " /v1/stream/"
                  + target
                  + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      assertThat(statuses).as(method).hasSize(1).allMatch(status -> status < 500);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "TRACE", "PROPFIND", "QUERY", "BREW", "PUTT", "M-SEARCH"})
  void otherMethodsAreRefusedWithTheListOfThoseAllowed(String method) {
    HttpReply refused = stream.request(method).send().expect(405);
    assertThat(refused.list("Allow"))
        .contains("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
        .doesNotContain(method);
    HttpReply withBody = stream.request(method).type(TEXT).body("some body").send().expect(405);
    assertThat(withBody.text()).doesNotContain("some body");
    assertNothingStored();
  }

  /** Methods are case-sensitive (RFC 9110, section 9.1). */
  @ParameterizedTest
  @ValueSource(strings = {"get", "Post", "put", "delete", "patch"})
  void aMethodInLowerCaseIsNone(String method) {
    stream.request(method).send().expect(405);
    stream.head().expect(200);
  }
}
