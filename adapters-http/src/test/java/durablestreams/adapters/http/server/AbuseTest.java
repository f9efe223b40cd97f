package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.RawClient.Answer;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.append.AppendCommand;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do not speak HTTP well, or at all: they are answered or cut off, and nobody else.
 */
class AbuseTest {

  private static final String POST =
      "POST /v1/stream/s HTTP/1.1\nHost: x\nContent-Type: text/plain\n";
  private static final String HEALTH = "GET /health HTTP/1.1\nHost: x\n\n";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(settings ->
            settings
                .requestTimeout(Duration.ofMillis(300))
                .writeTimeout(Duration.ofMillis(300))
                .idleTimeout(Duration.ofMillis(600))
                .maxBodyBytes(100_000));
    create("s", new ContentType("text/plain"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Creates a stream in process: a connection has little time here, even to be good. */
  private static void create(String path, ContentType type) {
    StreamPath decoded = StreamPath.decode(path);
    server
        .service()
        .create()
        .create(
            new CreateCommand(decoded, type, null, new byte[0], false, CreateCommand.NO_FORK),
            RequestTimings.OFF);
  }

  private static RawClient client() {
    return new RawClient(server.port());
  }

  private static void assertPolite(Answer answer) {
    assertThat(answer.field("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.field("Access-Control-Expose-Headers").orElse("")).contains("ETag");
    assertThat(answer.field("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.field("Cross-Origin-Resource-Policy")).hasValue("cross-origin");
    assertThat(answer.field("Cache-Control")).hasValue("no-store");
    assertThat(answer.field("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(answer.body()).matches("[^\n]+\n").doesNotContain("xception");
  }

  /** Sends something that ends the connection, and expects an answer before that. */
  private static Answer refused(String request) {
    try (RawClient client = client()) {
      Answer answer = client.sendExactly(request).answer();
      assertPolite(answer);
      client.awaitEnd();
      return answer;
    }
  }

  private static void assertServes() {
    try (RawClient client = client()) {
      assertThat(client.send(HEALTH).answer().body()).isEqualTo("ok\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | \\0\\1\\2garbage\\r\\n\\r\\n",
        "400 | GET /\\r\\n\\r\\n",
        "505 | GET / HTTP/3.0\\r\\nHost: x\\r\\n\\r\\n",
        "400 | G@T / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a b\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\nHost: x\\n\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nno colon\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nA B: c\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nA: b\\r\\n c\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nA: \\0\\r\\n\\r\\n",
        "505 | GET / HTTP/2.0\\r\\nHost: x\\r\\n\\r\\n"
      })
  void whatIsNotHttpIsRefused(int status, String request) {
    String bytes = request.replace("\\r", "\r").replace("\\n", "\n");
    bytes = bytes.replace("\\0", "\0").replace("\\1", "\1").replace("\\2", "\2");
    assertThat(refused(bytes).status()).isEqualTo(status);
    assertServes();
  }

  @Test
  void headsHaveASize() {
    assertThat(refused("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n").status())
        .isEqualTo(414);
    String head = "GET / HTTP/1.1\r\nHost: x\r\n";
    assertThat(refused(head + "A: " + "a".repeat(20_000) + "\r\n\r\n").status()).isEqualTo(431);
    assertThat(refused(head + "A: b\r\n".repeat(5_000) + "\r\n").status()).isEqualTo(431);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "%4", "%zz", "%c3", "%ff", "%00", "%0a", "%7f", "a#b", "\u00e9", "%ed%a0%80"})
  void pathsAreDecodedStrictly(String path) {
    try (RawClient client = client()) {
      String request = "GET /v1/stream/" + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
      Answer answer = client.sendExactly(request).answer();
      assertThat(answer.status()).isEqualTo(400);
      assertPolite(answer);
      assertThat(client.send(HEALTH).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aStreamIdHasAtMost1024Bytes() {
    try (RawClient client = client()) {
      client.send("PUT /v1/stream/" + "a".repeat(1_024) + " HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(201);
      client.send("PUT /v1/stream/" + "%41".repeat(1_025) + " HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }

  @Test
  void chunksMayHaveExtensionsAndTrailers() {
    try (RawClient client = client()) {
      client.send("PUT /v1/stream/chunks HTTP/1.1\nHost: x\nContent-Type: text/plain\n\n");
      assertThat(client.answer().status()).isEqualTo(201);
      String post =
          "POST /v1/stream/chunks HTTP/1.1\nHost: x\nContent-Type: text/plain\n"
              + "Transfer-Encoding: chunked\n\n";
      client.send(post + "5;a=b\nhello\n1 \n \n0006\nworld!\n0\nA: b\nC: d\n\n");
      assertThat(client.answer().status()).isEqualTo(204);
      client.send("GET /v1/stream/chunks HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().body()).isEqualTo("hello world!");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, zz",
    "400, -5",
    "400, ''",
    "400, 123456789",
    "400, 0x5",
    "413, fffffff",
    "400, 3/hello",
    "400, 5/hello!!"
  })
  void brokenChunksEndTheConnection(int status, String chunk) {
    try (RawClient client = client()) {
      client.send(POST + "Transfer-Encoding: chunked\n\n" + chunk.replace('/', '\n') + "\n");
      Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertPolite(answer);
      assertThat(answer.field("Connection")).hasValue("close");
      client.awaitEnd();
    }
    assertUnchanged();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Transfer-Encoding: chunked\\nContent-Length: 5",
        "501 | Transfer-Encoding: gzip, chunked",
        "400 | Transfer-Encoding: gzip",
        "400 | Transfer-Encoding: chunked, chunked",
        "400 | Content-Length: -5",
        "400 | Content-Length: +5",
        "400 | Content-Length: 5, 5",
        "400 | Content-Length: 5\\nContent-Length: 6",
        "413 | Content-Length: 99999999999999999999"
      })
  void framingIsNotGuessed(int status, String fields) {
    try (RawClient client = client()) {
      Answer answer = client.send(POST + fields.replace("\\n", "\n") + "\n\nhello").answer();
      assertThat(answer.status()).isEqualTo(status);
      assertPolite(answer);
      client.awaitEnd();
    }
    assertUnchanged();
  }

  @Test
  void bodiesHaveASize() {
    try (RawClient client = client()) {
      Answer answer = client.send(POST + "Content-Length: 100001\n\nhello").answer();
      assertThat(answer.status()).isEqualTo(413);
      assertPolite(answer);
      client.awaitEnd();
    }
    try (RawClient client = client()) {
      client.send(POST + "Content-Length: 100001\nExpect: 100-continue\n\n");
      assertThat(client.answer().status()).isEqualTo(413);
      client.awaitEnd();
    }
    assertUnchanged();
  }

  @Test
  void aBodyThatBreaksOffStoresNothing() {
    try (RawClient client = client()) {
      client.send(POST + "Content-Length: 50\n\nhello").endOutput().awaitEnd();
    }
    try (RawClient client = client()) {
      client.send(POST + "Transfer-Encoding: chunked\n\n5\nhello\n").endOutput().awaitEnd();
    }
    assertUnchanged();
  }

  @Test
  void stalledRequestsAreCutOff() {
    for (String start :
        new String[] {
          "G",
          "GET / HTTP/1.1\nHost: x\nA",
          "PRI * HTTP/2.0\n",
          POST + "Content-Length: 50\n\nhello",
          POST + "Transfer-Encoding: chunked\n\n5\nhel"
        }) {
      try (RawClient client = client()) {
        client.send(start).awaitEnd();
      }
    }
    assertUnchanged();
  }

  @Test
  void idleConnectionsAreClosed() {
    try (RawClient fresh = client();
        RawClient used = client()) {
      assertThat(used.send(HEALTH).answer().status()).isEqualTo(200);
      fresh.awaitEnd();
      used.awaitEnd();
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutOff() {
    create("big", ContentType.OCTET_STREAM);
    AppendCommand command =
        new AppendCommand(
            StreamPath.decode("big"),
            ContentType.OCTET_STREAM,
            new byte[100_000],
            null,
            StreamSeq.NONE,
            false);
    for (int i = 0; i < 150; i++) {
      server.service().append().append(command, RequestTimings.OFF);
    }
    try (RawClient client = client()) {
      client.send("GET /v1/stream/big?offset=-1&live=sse HTTP/1.1\nHost: x\n\n").head();
      while (server.server().liveReaders() > 0) {
        Thread.yield();
      }
    }
    assertServes();
  }

  @Test
  void pipelinedRequestsAreAnsweredInTurn() {
    try (RawClient client = client()) {
      client.send("PUT /v1/stream/line HTTP/1.1\nHost: x\nContent-Type: text/plain\n\n");
      String post =
          "POST /v1/stream/line HTTP/1.1\nHost: x\nContent-Type: text/plain\n"
              + "Content-Length: 1\n\n";
      client.send(post + "a" + post + "b" + HEALTH + post + "c");
      assertThat(client.answer().status()).isEqualTo(201);
      assertThat(client.answer().field("Stream-Next-Offset").orElse("")).endsWith("1");
      assertThat(client.answer().field("Stream-Next-Offset").orElse("")).endsWith("2");
      assertThat(client.answer().body()).isEqualTo("ok\n");
      assertThat(client.answer().field("Stream-Next-Offset").orElse("")).endsWith("3");
    }
  }

  @Test
  void anUnexpectedBodyDoesNotDisturb() {
    try (RawClient client = client()) {
      String body = "Content-Length: 5\n\nhello";
      client.send("GET /health HTTP/1.1\nHost: x\n" + body);
      assertThat(client.answer().status()).isEqualTo(200);
      client.send("PATCH /v1/stream/s HTTP/1.1\nHost: x\n" + body);
      assertThat(client.answer().status()).isEqualTo(405);
      client.send("HEAD /v1/stream/s HTTP/1.1\nHost: x\n\n");
      assertThat(client.answerToHead().status()).isEqualTo(200);
      client.send("HEAD /v1/stream/none HTTP/1.1\nHost: x\n\n");
      assertThat(client.answerToHead().status()).isEqualTo(404);
      client.send("OPTIONS * HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(204);
      client.send("GET http://x/health HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().status()).isEqualTo(200);
      client.send("GET /health HTTP/1.1\nHost: x\nConnection: close\n\n");
      assertThat(client.answer().field("Connection")).hasValue("close");
      client.awaitEnd();
    }
  }

  @Test
  void aClientThatExpectsToContinueIsTold() {
    try (RawClient client = client()) {
      client.send("PUT /v1/stream/e HTTP/1.1\nHost: x\nContent-Type: text/plain\n\n");
      client.answer();
      client.send(
          "POST /v1/stream/e HTTP/1.1\nHost: x\nContent-Type: text/plain\n"
              + "Content-Length: 5\nExpect: 100-continue\n\n");
      assertThat(client.answer().status()).isEqualTo(100);
      client.send("hello");
      assertThat(client.answer().status()).isEqualTo(204);
    }
  }

  @Test
  void randomBytesDoNoHarm() {
    long seed = System.nanoTime();
    System.out.println("AbuseTest seed " + seed);
    Random random = new Random(seed);
    String[] pieces = {
      "GET ",
      "POST ",
      "/v1/stream/s",
      " HTTP/1.1",
      "\r\n",
      "Host: x",
      "\r\n\r\n",
      "\n",
      "%",
      "\0",
      "Content-Length: ",
      "5",
      "Transfer-Encoding: chunked",
      ":",
      "?offset=",
      "live=sse",
      "\u00ff"
    };
    for (int round = 0; round < 200; round++) {
      StringBuilder request = new StringBuilder();
      for (int i = random.nextInt(20); i >= 0; i--) {
        request.append(pieces[random.nextInt(pieces.length)]);
      }
      try (RawClient client = client()) {
        client.sendExactly(request.toString()).endOutput().awaitEnd();
      }
    }
    assertServes();
    assertUnchanged();
  }

  private static void assertUnchanged() {
    try (RawClient client = client()) {
      client.send("GET /v1/stream/s HTTP/1.1\nHost: x\n\n");
      assertThat(client.answer().body()).isEmpty();
    }
  }
}
