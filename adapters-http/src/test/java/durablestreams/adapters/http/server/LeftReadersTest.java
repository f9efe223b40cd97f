package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Live readers over HTTP/1.1 whose clients have left, long before anything is sent to them. */
@Timeout(60)
@Tag("slow")
class LeftReadersTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            settings -> settings.sseHeartbeat(LONG).sseLifetime(LONG).longPollTimeout(LONG));
    try (Requests http = new Requests(server)) {
      http.create("s", "text/plain");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient reader(String live) {
    return new RawClient(server.port())
        .send("GET /v1/stream/s?offset=now&live=" + live + " HTTP/1.1\nHost: x\n\n");
  }

  private static void awaitReaders(int count) {
    while (server.server().liveReaders() != count) {
      Thread.yield();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "long-poll"})
  void aClientThatLeavesDoesNotCount(String live) {
    for (int i = 0; i < 3; i++) {
      try (RawClient client = reader(live)) {
        awaitReaders(1);
        assertThat(client).isNotNull();
      }
      awaitReaders(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "long-poll"})
  void aClientThatClosesItsHalfIsGone(String live) {
    try (RawClient client = reader(live)) {
      awaitReaders(1);
      client.endOutput();
      awaitReaders(0);
      client.awaitEnd();
    }
  }

  @Test
  void aRequestThatIsSentDuringAWaitIsServedAfterIt() {
    try (RawClient client = reader("long-poll")) {
      awaitReaders(1);
      client.send("GET /health HTTP/1.1\nHost: x\n\n");
      try (Requests http = new Requests(server)) {
        http.append("s", "text/plain", "x");
      }
      assertThat(client.answer().body()).isEqualTo("x");
      assertThat(client.answer().body()).isEqualTo("ok\n");
    }
  }

  @Test
  void readersThatStayAreServedAllTheTime() {
    try (RawClient first = reader("sse");
        RawClient second = reader("sse");
        RawClient third = reader("sse");
        Requests http = new Requests(server)) {
      for (RawClient client : new RawClient[] {first, second, third}) {
        client.head();
        assertThat(client.chunk()).contains("upToDate");
      }
      long end = System.nanoTime() + 3_000_000_000L;
      int sent = 0;
      while (System.nanoTime() < end) {
        http.append("s", "text/plain", "m" + sent + ";");
        for (RawClient client : new RawClient[] {first, second, third}) {
          assertThat(client.chunk()).contains("data:m" + sent + ";");
        }
        sent++;
      }
    }
  }
}
