package durablestreams.conformance;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Garbage on the wire. Whatever arrives, the server answers below 500 (or 501, 503, 505 where it
 * means it) or closes the connection, in bounded time, tells nothing of its insides, stores nothing
 * by accident, and goes on serving others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
  private static final Pattern INSIDES =
      Pattern.compile(
          "Exception|\\bat [a-z]+\\.[a-z.]+|durablestreams\\.|io\\.helidon|java\\.|jdk\\.|org\\.jooq|SQLITE");

  private final ServerProcess process =
      ServerProcess.start(ServerCommand.store("sqlite").with("--request-timeout=2s"));
  private TestStream stream = process.server().unusedStream();

  @BeforeEach
  void createStream() {
    stream = process.server().unusedStream().created(TEXT);
  }

  /**
   * After every abuse another client is served, and the stream holds nothing it was not told in
   * order.
   */
  @AfterEach
  void othersAreServed() {
    TestStream other = process.server().unusedStream().created(TEXT);
    other.append(TEXT, "served");
    assertThat(other.from("-1").send().expect(200).text()).isEqualTo("served");
  }

  @AfterAll
  void theLogHasNoStackTrace() {
    try (process) {
      process.stop();
      List<String> traces =
          process
              .output()
              .lines()
              .filter(line -> line.startsWith("\tat ") || line.contains("Exception"))
              .toList();
      assertThat(traces.stream().limit(10))
          .as("of %s lines that look like a stack trace", traces.size())
          .isEmpty();
    }
  }

  /** Sends bytes, ends this side if told so, reads to the end, and judges all replies that came. */
  private List<Integer> abuse(byte[] bytes, boolean finish) throws Exception {
    try (WireConnection connection = process.server().connect()) {
      try {
        connection.write(bytes);
        if (finish) {
          connection.finishWriting();
        }
      } catch (SocketException e) {
        // The server had enough before everything was sent; its reply may still be there to read.
      }
      return judge(new String(connection.readUntilClosed(), ISO_8859_1));
    }
  }

  private List<Integer> abuse(String text) throws Exception {
    return abuse(text.getBytes(ISO_8859_1), true);
  }

  private static List<Integer> judge(String replies) {
    assertThat(INSIDES.matcher(replies).results().map(found -> found.group()))
        .as(replies)
        .isEmpty();
    List<Integer> statuses = new ArrayList<>();
    Matcher status = STATUS.matcher(replies);
    while (status.find()) {
      statuses.add(Integer.valueOf(status.group(1)));
    }
    assertThat(statuses)
        .as(replies)
        .allMatch(code -> code < 500 || code == 501 || code == 503 || code == 505);
    return statuses;
  }

  private String head(String method, String more) {
    return method + " " + stream.path() + " HTTP/1.1\r\nHost: localhost\r\n" + more;
  }

  private String append(String more) {
    return head("POST", "Content-Type: text/plain\r\n" + more);
  }

  private void assertNothingStored() {
    assertThat(stream.from("-1").send().expect(200).text()).isEmpty();
  }

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
    List<DynamicTest> tests = new ArrayList<>();
    bodies.forEach((name, body) ->
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> {
                  assertThat(abuse(append("Connection: close\r\n" + body)))
                      .allMatch(status -> status >= 400);
                  assertNothingStored();
                  othersAreServed();
                })));
    return tests;
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
    heads.put("HTTP/1.0", "GET " + stream.path() + "?offset=-1 HTTP/1.0\r\n\r\n");
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
    List<DynamicTest> tests = new ArrayList<>();
    heads.forEach((name, text) ->
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> {
                  abuse(text);
                  othersAreServed();
                })));
    return tests;
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
  @ValueSource(strings = {"PATCH", "TRACE", "PROPFIND", "QUERY", "BREW", "get", "PUTT", "M-SEARCH"})
  void otherMethodsAreRefusedWithTheListOfThoseAllowed(String method) {
    HttpReply refused = stream.request(method).send().expect(405);
    assertThat(refused.list("Allow"))
        .contains("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
        .doesNotContain(method);
    HttpReply withBody = stream.request(method).type(TEXT).body("some body").send().expect(405);
    assertThat(withBody.text()).doesNotContain("some body");
    assertNothingStored();
  }

  @Test
  void anOldProtocolVersionIsAnsweredAndTheConnectionClosed() throws Exception {
    stream.append(TEXT, "x");
    try (var connection = process.server().connect()) {
      connection.write("GET " + stream.path() + "?offset=-1 HTTP/1.0\r\nHost: x\r\n\r\n");
      HttpReply reply = connection.readReply("GET");
      assertThat(reply.status()).isIn(200, 426, 505);
      assertThat(connection.readUntilClosed()).isEmpty();
    }
  }

  @Test
  void aMissingHostIsABadRequest() throws Exception {
    assertThat(abuse("GET " + stream.path() + " HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .containsExactly(400);
  }

  @Test
  void nothingIsSmuggledPastADisputedLength() throws Exception {
    String smuggled = "DELETE " + stream.path() + " HTTP/1.1\r\nHost: x\r\n\r\n";
    for (String front :
        List.of(
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "Content-Length: 0\r\nContent-Length: " + smuggled.length() + "\r\n\r\n",
            "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: identity, chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")) {
      abuse(append(front + smuggled));
      stream.head().expect(200);
    }
  }

  @Test
  void aTlsHelloOnThePlainPortIsNoFault() throws Exception {
    var hello = new byte[200];
    byte[] start = {0x16, 0x03, 0x01, 0x00, (byte) 0xC3, 0x01, 0x00, 0x00, (byte) 0xBF, 0x03, 0x03};
    System.arraycopy(start, 0, hello, 0, start.length);
    abuse(hello, true);
    abuse(hello, false);
  }

  @Test
  void everyPipelinedRequestIsAnsweredInOrder() throws Exception {
    try (var connection = process.server().connect()) {
      var requests = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        requests.append(append("Content-Length: 3\r\n\r\n" + (100 + i)));
      }
      requests
          .append(head("GET", "\r\n"))
          .append(head("HEAD", "\r\n"))
          .append(head("GET", "Connection: close\r\n\r\n"));
      connection.write(requests.toString());
      for (int i = 0; i < 20; i++) {
        connection.readReply("POST").expect(204);
      }
      String all = connection.readReply("GET").expect(200).text();
      assertThat(all).hasSize(60).startsWith("100101102").endsWith("118119");
      assertThat(connection.readReply("HEAD").expect(200).nextOffset()).isEqualTo(stream.tail());
      assertThat(connection.readReply("GET").expect(200).text()).isEqualTo(all);
      assertThat(connection.readUntilClosed()).isEmpty();
    }
  }

  @Test
  void aRefusedBodyDoesNotDerailTheNextRequestOnItsConnection() throws Exception {
    try (var connection = process.server().connect()) {
      for (int i = 0; i < 3; i++) {
        stream.post("text/html", "wrong type").sendOn(connection).expect(409);
        stream.post(TEXT, "right").sendOn(connection).expect(204);
        stream.post().body("no type").inChunks().sendOn(connection).expect(400);
        stream.from("nonsense").sendOn(connection).expect(400);
        process.server().unusedStream().post(TEXT, "nobody home").sendOn(connection).expect(404);
      }
    }
    assertThat(stream.from("-1").send().text()).isEqualTo("right".repeat(3));
  }

  @Test
  void expectContinueIsAnswered() throws Exception {
    try (var connection = process.server().connect()) {
      connection.write(
          append("Expect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"));
      connection.write("hello");
      connection.readReply("POST").expect(204);
    }
    assertThat(stream.from("-1").send().text()).isEqualTo("hello");
  }

  /**
   * What never finishes is cut off by the server, on its own, after the request timeout; the client
   * does not end its side.
   */
  @TestFactory
  List<DynamicTest> whatNeverFinishesIsCutOff() {
    Map<String, String> unfinished = new TreeMap<>();
    unfinished.put("half a request line", "GET /v1/str");
    unfinished.put("headers without end", head("GET", "X: y\r\n"));
    unfinished.put("half a header", head("GET", "X"));
    unfinished.put("half a body", append("Content-Length: 100\r\n\r\nhalf"));
    unfinished.put("no body at all", append("Content-Length: 100\r\n\r\n"));
    unfinished.put("half a chunk", append("Transfer-Encoding: chunked\r\n\r\n64\r\nhalf"));
    unfinished.put("no last chunk", append("Transfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n"));
    unfinished.put("half a chunk size", append("Transfer-Encoding: chunked\r\n\r\n6"));
    List<DynamicTest> tests = new ArrayList<>();
    unfinished.forEach((name, text) ->
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> {
                  assertThat(abuse(text.getBytes(ISO_8859_1), false))
                      .allMatch(status -> status >= 400);
                  assertNothingStored();
                  othersAreServed();
                })));
    return tests;
  }

  /**
   * A client that sends a byte now and then stays busy for as long as it likes, but not beyond the
   * request timeout.
   */
  @TestFactory
  List<DynamicTest> aTrickleIsCutOffToo() {
    Map<String, String> trickles = new TreeMap<>();
    trickles.put("of headers", head("GET", ""));
    trickles.put("of a body", append("Content-Length: 100000\r\n\r\n"));
    trickles.put("of chunks", append("Transfer-Encoding: chunked\r\n\r\n"));
    List<DynamicTest> tests = new ArrayList<>();
    trickles.forEach((name, text) ->
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> {
                  String drop =
                      name.equals("of chunks")
                          ? "1\r\nx\r\n"
                          : name.equals("of headers") ? "X: y\r\n" : "x";
                  try (WireConnection connection = process.server().connect()) {
                    connection.write(text);
                    Elapsed.until(
                        () -> refuses(connection, drop),
                        WireConnection.PATIENCE,
                        "the trickle is cut off");
                  }
                  assertNothingStored();
                  othersAreServed();
                })));
    return tests;
  }

  private static boolean refuses(WireConnection connection, String drop) {
    try {
      connection.write(drop);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void manyStalledClientsKeepNobodyOut() throws Exception {
    List<WireConnection> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        WireConnection connection = process.server().connect();
        stalled.add(connection);
        connection.write(
            i % 3 == 0 ? "" : i % 3 == 1 ? "GET /v1/st" : append("Content-Length: 50\r\n\r\nhalf"));
      }
      stream.append(TEXT, "served");
      assertThat(stream.from("-1").send().text()).isEqualTo("served");
    } finally {
      stalled.forEach(WireConnection::close);
    }
  }

  @Test
  void aBodyBeyondTheLimitIsTooLarge() throws Exception {
    List<Integer> statuses =
        abuse(
            append("Connection: close\r\nContent-Length: 10000000000\r\n\r\nstart")
                .getBytes(ISO_8859_1),
            false);
    assertThat(statuses).containsExactly(413);
    assertNothingStored();
  }
}
