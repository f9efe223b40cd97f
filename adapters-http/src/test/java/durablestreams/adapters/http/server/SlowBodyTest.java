package durablestreams.adapters.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.RawHttp2Client;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.Share;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Request bodies that come slowly, and without a pause, such as those of language models. */
@Tag("slow")
@Timeout(60)
class SlowBodyTest {

  private static final String STREAM = "/v1/stream/s";
  private static final String POST =
      "POST " + STREAM + " HTTP/1.1\nHost: x\nContent-Type: text/plain\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\n\n";

  /** Longer than a pause of a test, and much shorter than a body. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);

  private static final int PIECES = 40;

  private static TestServer start() {
    TestServer server = TestServer.start(settings -> settings.requestTimeout(REQUEST_TIMEOUT));
    try (Requests http = new Requests(server)) {
      http.create("s", "text/plain");
    }
    return server;
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(REQUEST_TIMEOUT.dividedBy(32));
  }

  private static void assertAllIsStored(TestServer server) {
    try (Requests http = new Requests(server)) {
      assertThat(http.get("s").body()).isEqualTo("token ".repeat(PIECES));
    }
  }

  @Test
  void aBodyInChunksThatKeepsMovingIsStored() throws InterruptedException {
    try (TestServer server = start();
        RawClient client = new RawClient(server.port())) {
      client.send(CHUNKED);
      for (int piece = 0; piece < PIECES; piece++) {
        client.send("6\ntoken \n");
        pause();
        assertThat(server.memory().used(Share.SMALL_APPENDS)).isLessThan(4 << 10);
      }
      client.send("0\n\n");
      assertThat(client.answer().status()).isEqualTo(204);
      assertAllIsStored(server);
    }
  }

  @Test
  void aBodyThatKeepsMovingIsStoredOverHttp2() throws InterruptedException {
    try (TestServer server = start();
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      int stream = client.open("POST", STREAM);
      for (int piece = 0; piece < PIECES; piece++) {
        client.data(stream, "token ");
        pause();
      }
      client.end(stream);
      assertThat(client.await(RawHttp2Client.HEADERS, stream).isNoContent()).isTrue();
      assertAllIsStored(server);
    }
  }

  @Test
  void aSlowBodyGivesWayWhileMemoryIsScarce() throws InterruptedException {
    try (TestServer server = start();
        RawClient slow = new RawClient(server.port());
        RawHttp2Client slowToo = new RawHttp2Client(server.port());
        Lease others = halfOfTheMemoryForBodies(server)) {
      slow.send(CHUNKED);
      int stream = slowToo.open("POST", STREAM);
      AtomicBoolean sends = new AtomicBoolean(true);
      Thread sender = Thread.startVirtualThread(() -> keepSending(slow, slowToo, stream, sends));
      RawClient.Answer answer = slow.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).contains("too slowly");
      assertThat(new String(slowToo.await(RawHttp2Client.DATA, stream).payload(), UTF_8))
          .contains("too slowly");
      sends.set(false);
      sender.join();
      try (RawClient fast = new RawClient(server.port())) {
        fast.send(POST + "Content-Length: 240\n\n" + "token ".repeat(PIECES));
        assertThat(fast.answer().status()).isEqualTo(204);
      }
      assertAllIsStored(server);
    }
  }

  private static Lease halfOfTheMemoryForBodies(TestServer server) {
    long half = server.memory().limit(Share.LARGE_BODIES) / 2;
    Lease lease = server.memory().tryTake(Share.LARGE_BODIES, half + 1);
    assertThat(lease).isNotNull();
    return lease;
  }

  private static void keepSending(
      RawClient slow, RawHttp2Client slowToo, int stream, AtomicBoolean sends) {
    try {
      while (sends.get()) {
        slow.send("6\ntoken \n");
        slowToo.data(stream, "token ");
        Thread.sleep(50);
      }
    } catch (UncheckedIOException | InterruptedException e) {
      // The server has closed the connection.
    }
  }
}
