package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.RawClient.Answer;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.tls.PemCertificate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients over HTTP/1.1 with TLS that leave, or take too long: as without TLS. */
@Timeout(30)
@Tag("slow")
class TlsConnectionTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String POST =
      "POST /v1/stream/s HTTP/1.1\nHost: x\nContent-Type: text/plain\n";

  @TempDir static Path folder;

  private static TlsSettings certificate;
  private static SSLContext trusting;

  /** How a client leaves. */
  enum Leaving {
    /** With close_notify and FIN. */
    CLOSE,
    /** With close_notify alone: its half of the TLS connection. */
    HALF,
    /** With FIN alone, as the system does for a process that ends. */
    DISCONNECT
  }

  @BeforeAll
  static void prepare() throws Exception {
    PemCertificate pem = PemCertificate.create(folder, "EC");
    certificate = new TlsSettings(pem.chain(), pem.key());
    trusting = pem.trust();
  }

  private static TestServer start(Consumer<HttpSettingsBuilder> change) {
    return TestServer.start(settings -> change.accept(settings.tls(certificate)));
  }

  /** A server that looks after its connections four times as often as it waits for a write. */
  private static TestServer startWithStream() {
    TestServer server =
        start(settings ->
            settings
                .sseHeartbeat(LONG)
                .sseLifetime(LONG)
                .longPollTimeout(LONG)
                .writeTimeout(Duration.ofSeconds(1)));
    try (RawClient client = client(server)) {
      client.send("PUT /v1/stream/s HTTP/1.1\nHost: x\nContent-Type: text/plain\n\n");
      assertThat(client.answer().status()).isEqualTo(201);
    }
    return server;
  }

  private static RawClient client(TestServer server) {
    return new RawClient(server.port(), trusting);
  }

  private static RawClient reader(TestServer server, String live) {
    return client(server)
        .send("GET /v1/stream/s?offset=now&live=" + live + " HTTP/1.1\nHost: x\n\n");
  }

  private static void append(TestServer server, String text) {
    try (RawClient client = client(server)) {
      client.send(POST + "Content-Length: " + text.length() + "\n\n" + text);
      assertThat(client.answer().status()).isEqualTo(204);
    }
  }

  private static void awaitReaders(TestServer server, int count) {
    await(() -> server.server().liveReaders() == count);
  }

  private static void awaitNoConnections(TestServer server) {
    await(() -> server.server().connections() == 0);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.interrupted()).as("interrupted").isFalse();
      Thread.yield();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sse,CLOSE",
    "sse,HALF",
    "sse,DISCONNECT",
    "long-poll,CLOSE",
    "long-poll,HALF",
    "long-poll,DISCONNECT"
  })
  void aClientThatLeavesDoesNotCount(String live, Leaving leaving) {
    try (TestServer server = startWithStream();
        RawClient client = reader(server, live)) {
      awaitReaders(server, 1);
      switch (leaving) {
        case CLOSE -> client.close();
        case HALF -> client.endOutput();
        case DISCONNECT -> client.disconnect();
      }
      awaitReaders(server, 0);
      awaitNoConnections(server);
    }
  }

  @Test
  void requestsThatAreSentDuringAWaitAreServedAfterIt() {
    try (TestServer server = startWithStream();
        RawClient client = reader(server, "long-poll")) {
      awaitReaders(server, 1);
      client.send("GET /health HTTP/1.1\nHost: x\n\n");
      client.send("GET /health HTTP/1.1\nHost: x\n\n");
      awaitRounds(server);
      append(server, "x");
      assertThat(client.answer().body()).isEqualTo("x");
      assertThat(client.answer().body()).isEqualTo("ok\n");
      assertThat(client.answer().body()).isEqualTo("ok\n");
    }
  }

  @Test
  void aRequestThatIsSentAfterALongWaitIsServed() {
    try (TestServer server = startWithStream();
        RawClient client = reader(server, "long-poll")) {
      for (int i = 0; i < 2; i++) {
        awaitReaders(server, 1);
        awaitRounds(server);
        append(server, "x");
        assertThat(client.answer().body()).isEqualTo("x");
        client.send("GET /v1/stream/s?offset=now&live=long-poll HTTP/1.1\nHost: x\n\n");
      }
    }
  }

  /** Waits until the watchdog has noticed that another reader has left, twice. */
  private static void awaitRounds(TestServer server) {
    int readers = server.server().liveReaders();
    for (int i = 0; i < 2; i++) {
      RawClient other = reader(server, "sse");
      awaitReaders(server, readers + 1);
      other.close();
      awaitReaders(server, readers);
    }
  }

  @Test
  void readersThatStayAreServedAllTheTime() {
    try (TestServer server = startWithStream();
        RawClient client = reader(server, "sse")) {
      client.head();
      assertThat(client.chunk()).contains("upToDate");
      for (int i = 0; i < 20; i++) {
        if (i % 10 == 5) {
          awaitRounds(server);
        }
        append(server, "m" + i + ";");
        assertThat(client.chunk()).contains("data:m" + i + ";");
      }
    }
  }

  @Test
  void aServerStopsWhileReadersWait() {
    try (TestServer server = startWithStream();
        RawClient client = reader(server, "long-poll")) {
      awaitReaders(server, 1);
      awaitRounds(server);
      server.close();
      assertThat(client.answer().status()).isEqualTo(204);
      client.awaitEnd();
    }
  }

  @Test
  void slowRequestsAreTold() {
    try (TestServer server = start(settings -> settings.requestTimeout(SHORT))) {
      for (String start :
          List.of(
              "G",
              "GET /health HTTP/1.1\nHost: x\nA",
              POST + "Content-Length: 50\n\nhello",
              POST + "Content-Length: 500000\n\nhello",
              POST + "Transfer-Encoding: chunked\n\n5\nhel")) {
        try (RawClient client = client(server)) {
          Answer answer = client.send(start).answer();
          assertThat(answer.status()).as(start).isEqualTo(408);
          assertThat(answer.field("Connection")).hasValue("close");
          client.awaitEnd();
        }
      }
      awaitNoConnections(server);
    }
  }

  @Test
  void aClientThatTakesNothingIsCut() {
    try (TestServer server = startWithStream();
        RawClient client = client(server)) {
      append(server, "x".repeat(1 << 20));
      client.send("GET /v1/stream/s HTTP/1.1\nHost: x\n\n".repeat(50));
      awaitNoConnections(server);
    }
  }

  @Test
  void aHandshakeThatDoesNotEndIsEnded() throws Exception {
    SSLEngine engine = trusting.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    String whole = new String(hello.array(), 0, hello.position(), StandardCharsets.ISO_8859_1);
    try (TestServer server = start(settings -> settings.idleTimeout(SHORT))) {
      for (String start : List.of("", whole.substring(0, 20), whole)) {
        try (RawClient client = new RawClient(server.port())) {
          client.sendExactly(start).awaitEnd();
        }
        awaitNoConnections(server);
      }
    }
  }

  @Test
  void anIdleConnectionIsClosedWithoutAWord() {
    try (TestServer server = start(settings -> settings.idleTimeout(Duration.ofSeconds(2)));
        RawClient client = client(server)) {
      assertThat(client.send("GET /health HTTP/1.1\nHost: x\n\n").answer().status()).isEqualTo(200);
      assertThat(client.rest()).isEmpty();
      awaitNoConnections(server);
    }
  }
}
