package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.RawClient.Answer;
import durablestreams.adapters.http.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of HTTP/1 that {@code docs/wire.md} lists, each on a socket. */
@Timeout(120)
class WireTest {

  private static final String STREAM = "/v1/stream/s";
  private static final String POST =
      "POST " + STREAM + " HTTP/1.1\nHost: x\nContent-Type: text/plain\n";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    try (Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      http.create("full", "text/plain");
      http.append("full", "text/plain", "hello");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient client() {
    return new RawClient(server.port());
  }

  private static String escaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
  }

  /** An answer after which the server closes the connection, and says so. */
  private static Answer last(String request) {
    try (RawClient client = client()) {
      Answer answer =
          request.startsWith("HEAD ")
              ? client.sendExactly(request).answerToHead()
              : client.sendExactly(request).answer();
      assertThat(answer.field("Connection")).hasValue("close");
      assertThat(answer.field("Access-Control-Allow-Origin")).hasValue("*");
      assertThat(answer.field("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.field("Cache-Control")).hasValue("no-store");
      assertThat(answer.field("Date")).isPresent();
      client.awaitEnd();
      return answer;
    }
  }

  private static void assertNothingStored() {
    try (RawClient client = client()) {
      assertThat(client.send("GET " + STREAM + " HTTP/1.1\nHost: x\n\n").answer().body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "Post", "put", "delete", "hEAD", "options"})
  void methodsAreCaseSensitive(String method) {
    try (RawClient client = client()) {
      Answer answer = client.send(method + " " + STREAM + " HTTP/1.1\nHost: x\n\n").answer();
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.field("Allow")).hasValue("GET, HEAD, PUT, POST, DELETE, OPTIONS");
      client.send("GET " + STREAM + " HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "505 | GET / HTTP/0.9",
        "505 | GET / HTTP/2.0",
        "505 | GET / HTTP/3.0",
        "400 | GET /",
        "400 | GET / http/1.1",
        "400 | GET / HTTP/1",
        "400 | GET / HTTP/1.10",
        "400 | GET / HTTPS/1.1",
        "400 | GET  / HTTP/1.1",
        "400 | GET / HTTP/1.1 x",
        "400 | GET /a b HTTP/1.1",
        "400 | GET /a\\tb HTTP/1.1",
        "400 | GET /a\\0b HTTP/1.1",
        "400 | GE:T / HTTP/1.1",
        "400 | GET a HTTP/1.1",
        "400 | GET * HTTP/1.1",
        "400 | GET ftp://x/ HTTP/1.1",
        "400 | GET http://a@b/ HTTP/1.1",
        "400 | ' GET / HTTP/1.1'"
      })
  void requestLinesAreReadStrictly(int status, String line) {
    assertThat(last(escaped(line) + "\r\nHost: x\r\n\r\n").status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ": v",
        " : v",
        "A : v",
        "A\\t: v",
        " A: v",
        "A: b\\r\\n c",
        "A: b\\r\\n\\tc",
        "A",
        "A(: v",
        "\u00e4: v",
        "A: b\\nTransfer-Encoding: chunked",
        "A: b\\rc",
        "A: b\\0c",
        "A: \u0001",
        "A: \u007f",
        "Host: y",
        "Content-Length: 1\\r\\nContent-Length: 1",
        "Content-Length: 1, 1",
        "Content-Length: 0x1",
        "Content-Length: 1 1",
        "Content-Length:",
        "Transfer-Encoding: chunked\\r\\nContent-Length: 1",
        "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: identity",
        "Transfer-Encoding:"
      })
  void headerSectionsAreReadStrictly(String field) {
    String start = "POST " + STREAM + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n";
    assertThat(last(start + escaped(field) + "\r\n\r\nx").status()).isEqualTo(400);
    assertNothingStored();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | ''",
        "400 | Host: a\\nHost: a",
        "400 | Host: a b",
        "400 | Host: a/b",
        "400 | Host: a@b",
        "200 | Host:",
        "200 | hOST: x",
        "200 | Host:\\t x \\t",
        "200 | Host: [::1]:80"
      })
  void thereIsExactlyOneHost(int status, String field) {
    String fields = field.isEmpty() ? "" : field.replace("\\n", "\n").replace("\\t", "\t") + "\n";
    try (RawClient client = client()) {
      client.send("GET /health HTTP/1.1\n" + fields + "\n");
      assertThat(client.answer().status()).isEqualTo(status);
    }
  }

  @Test
  void theHostOfAnAbsoluteTargetCounts() {
    try (RawClient client = client()) {
      client.send("PUT http://outer.example:81/v1/stream/absolute HTTP/1.1\nHost: inner\n\n");
      assertThat(client.answer().field("Location"))
          .hasValue("http://outer.example:81/v1/stream/absolute");
    }
  }

  @Test
  void anAsteriskIsForOptionsAndAFragmentForNothing() {
    try (RawClient client = client()) {
      assertThat(client.send("OPTIONS * HTTP/1.1\nHost: x\n\n").answer().status()).isEqualTo(204);
      client.send("CONNECT x:443 HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(405);
      client.send("GET " + STREAM + "#a HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(400);
      client.send("GET " + STREAM + "?offset=-1#a HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }

  @Test
  void anEmptyLineBeforeARequestIsIgnored() {
    try (RawClient client = client()) {
      client.send("\nGET /health HTTP/1.1\nHost: x\n\n\nGET /health HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a bare line feed in an extension | 2;\\nxx\\r\\n47\\r\\n0\\r\\n\\r\\nGET /health HTTP/1.1\\r\\n",
        "a bare line feed after a size | 2\\nxx\\r\\n0\\r\\n\\r\\n",
        "a bare carriage return in an extension | 2;a=\\rb\\r\\nxx\\r\\n0\\r\\n\\r\\n",
        "a bare line feed in a trailer | 2\\r\\nxx\\r\\n0\\r\\nA: b\\nC: d\\r\\n\\r\\n",
        "a bare line feed after a chunk | 2\\r\\nxx\\n0\\r\\n\\r\\n",
        "NUL in an extension | 2;\\0\\r\\nxx\\r\\n0\\r\\n\\r\\n",
        "a space before a size | ' 2\\r\\nxx\\r\\n0\\r\\n\\r\\n'",
        "a sign | +2\\r\\nxx\\r\\n0\\r\\n\\r\\n"
      })
  void chunksAreReadStrictly(String what, String body) {
    String head = POST.replace("\n", "\r\n") + "Transfer-Encoding: chunked\r\n\r\n";
    assertThat(last(head + escaped(body)).status()).as(what).isEqualTo(400);
    assertNothingStored();
  }

  @Test
  void chunkSizesMayHaveZerosInFrontExtensionsAndTrailers() {
    try (RawClient client = client()) {
      client.send("PUT /v1/stream/zeros HTTP/1.1\nHost: x\nContent-Type: text/plain\n\n");
      assertThat(client.answer().status()).isEqualTo(201);
      client.send(
          "POST /v1/stream/zeros HTTP/1.1\nHost: x\nContent-Type: text/plain\n"
              + "tRANSFER-eNCODING: Chunked\n\n"
              + "0000000000000000002;a=\"b;c\"\nab\nA \t;x\n0123456789\n000\nA: b\n\n");
      assertThat(client.answer().status()).isEqualTo(204);
      client.send("GET /v1/stream/zeros HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().body()).isEqualTo("ab0123456789");
    }
  }

  @Test
  void onlyToContinueCanBeExpected() {
    assertThat(last((POST + "Expect: a-miracle\nContent-Length: 5\n\n").replace("\n", "\r\n")))
        .extracting(Answer::status)
        .isEqualTo(417);
    try (RawClient client = client()) {
      client.send(POST.replace("/s ", "/none ") + "Expect: 100-CONTINUE\nContent-Length: 5\n\n");
      assertThat(client.answer().status()).isIn(100, 404);
    }
    assertNothingStored();
  }

  @Test
  void connectionOptionsAreAListWithoutCase() {
    try (RawClient client = client()) {
      client.send("GET /health HTTP/1.1\nHost: x\nConnection: keep-alive, x\n\n").answer();
      client.send("GET /health HTTP/1.1\nHost: x\nConnection: x\nConnection: y, CLOSE\n\n");
      assertThat(client.answer().field("Connection")).hasValue("close");
      client.awaitEnd();
    }
  }

  @Test
  void aLaterMinorVersionIsServedAsTheOneKnown() {
    try (RawClient client = client()) {
      assertThat(client.send("GET /health HTTP/1.7\nHost: x\n\n").head())
          .contains("HTTP/1.1 200 OK");
    }
  }

  @Test
  void earlyErrorsAnswerHeadWithoutABody() {
    Answer answer = last("HEAD /health HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | GET /v1/stream/full",
        "200 | GET /v1/stream/full?offset=-1&live=long-poll",
        "404 | GET /v1/stream/none",
        "200 | GET http://y/health"
      })
  void http10IsAnsweredAndClosed(int status, String start) {
    for (String fields : List.of("", "Host: x\n", "Connection: keep-alive\n", "Expect: x\n")) {
      Answer answer = last((start + " HTTP/1.0\n" + fields + "\n").replace("\n", "\r\n"), status);
      assertThat(answer.field("Transfer-Encoding")).isEmpty();
      assertThat(answer.field("Content-Length")).isPresent();
    }
  }

  private static Answer last(String request, int status) {
    try (RawClient client = client()) {
      Answer answer = client.sendExactly(request).answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("Connection")).hasValue("close");
      client.awaitEnd();
      return answer;
    }
  }

  @Test
  void http10AppendsAndFollowsWithoutChunks() {
    try (RawClient client = client();
        RawClient writer = client()) {
      writer.send("PUT /v1/stream/old HTTP/1.0\nContent-Type: text/plain\n\n");
      assertThat(writer.answer().status()).isEqualTo(201);
      client.send("GET /v1/stream/old?offset=-1&live=sse HTTP/1.0\n\n");
      assertThat(client.head())
          .contains("Connection: close")
          .noneMatch(line -> line.startsWith("Transfer-Encoding"))
          .noneMatch(line -> line.startsWith("Content-Length"));
      try (RawClient second = client()) {
        second.send(
            "POST /v1/stream/old HTTP/1.0\nContent-Type: text/plain\n"
                + "Stream-Closed: true\nContent-Length: 5\n\nhello");
        assertThat(second.answer().status()).isEqualTo(204);
      }
      assertThat(client.rest())
          .contains("event: data\ndata:hello\n\n")
          .endsWith("\"upToDate\":true,\"streamClosed\":true}\n\n");
    }
  }

  @Test
  void http10HasNoTransferEncoding() {
    Answer answer =
        last(
            "POST "
                + STREAM
                + " HTTP/1.0\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nxx\r\n0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
    assertNothingStored();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"415 | gzip", "415 | 'identity, gzip'", "204 | identity", "204 | Identity"})
  void bodiesHaveNoContentEncoding(int status, String encoding) {
    try (RawClient client = client()) {
      client.send("PUT /v1/stream/encoded HTTP/1.1\nHost: x\nContent-Type: text/plain\n\n");
      client.answer();
      client.send(
          "POST /v1/stream/encoded HTTP/1.1\nHost: x\nContent-Type: text/plain\n"
              + "Content-Length: 1\nContent-Encoding: "
              + encoding
              + "\n\nx");
      Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("Accept-Encoding").isPresent()).isEqualTo(status == 415);
      assertThat(client.send("GET /health HTTP/1.1\nHost: x\n\n").answer().status()).isEqualTo(200);
    }
  }

  private static Answer conditional(String field) {
    try (RawClient client = client()) {
      client.send("GET /v1/stream/full?offset=-1 HTTP/1.1\nHost: x\n" + field + "\n\n");
      return client.answer();
    }
  }

  @Test
  void aTagIsComparedWeaklyInListsAndAnyMatches() {
    Answer full = conditional("A: b");
    String tag = full.field("ETag").orElseThrow();
    assertThat(full.status()).isEqualTo(200);
    for (String match : List.of(tag, "W/" + tag, "\"a\", " + tag, "\"a\",W/" + tag + " ,", "*")) {
      Answer answer = conditional("If-None-Match: " + match);
      assertThat(answer.status()).as(match).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.field("ETag")).hasValue(tag);
      assertThat(answer.field("Cache-Control")).isEqualTo(full.field("Cache-Control"));
      assertThat(answer.field("Date")).isPresent();
      assertThat(answer.field("Content-Type")).isEmpty();
      assertThat(answer.field("Transfer-Encoding")).isEmpty();
    }
    for (String other : List.of("\"a\"", "a", tag.substring(1, tag.length() - 1), "\"\"")) {
      assertThat(conditional("If-None-Match: " + other).status()).as(other).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Range: bytes=0-1",
        "Range: bytes=0-1\nIf-Range: \"x\"",
        "If-Match: \"x\"",
        "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
        "If-Unmodified-Since: Fri, 01 Jan 1999 00:00:00 GMT",
        "Upgrade: websocket\nConnection: Upgrade",
        "TE: trailers, gzip\nConnection: TE",
        "Max-Forwards: 0"
      })
  void fieldsThatMayBeIgnoredAre(String field) {
    Answer answer = conditional(field);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
  }
}
