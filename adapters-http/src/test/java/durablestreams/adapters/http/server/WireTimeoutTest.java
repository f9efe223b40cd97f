package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.RawClient.Answer;
import durablestreams.adapters.http.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that takes too long is told. */
@Timeout(60)
class WireTimeoutTest {

  private static final String POST =
      "POST /v1/stream/s HTTP/1.1\nHost: x\nContent-Type: text/plain\n";

  @Test
  void slowRequestsAreTold() {
    try (TestServer server =
        TestServer.start(settings -> settings.requestTimeout(Duration.ofMillis(300)))) {
      for (String start :
          List.of(
              "G",
              "GET /health HTTP/1.1\nHost: x\nA",
              POST + "Content-Length: 50\n\nhello",
              POST + "Transfer-Encoding: chunked\n\n5\nhel")) {
        try (RawClient client = new RawClient(server.port())) {
          Answer answer = client.send(start).answer();
          assertThat(answer.status()).as(start).isEqualTo(408);
          assertThat(answer.field("Connection")).hasValue("close");
          assertThat(answer.field("Access-Control-Allow-Origin")).hasValue("*");
          assertThat(answer.field("Cache-Control")).hasValue("no-store");
          client.awaitEnd();
        }
      }
    }
  }

  @Test
  void anIdleConnectionIsClosedWithoutAWord() {
    try (TestServer server =
            TestServer.start(settings -> settings.idleTimeout(Duration.ofMillis(300)));
        RawClient client = new RawClient(server.port())) {
      assertThat(client.rest()).isEmpty();
    }
  }
}
