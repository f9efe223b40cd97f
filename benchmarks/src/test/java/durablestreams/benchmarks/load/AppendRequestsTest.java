package durablestreams.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.benchmarks.http.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendRequestsTest {

  private static final Endpoint ENDPOINT = Endpoint.local(4437);

  @Test
  void takesStreamsInTurn() {
    AppendRequests requests =
        AppendRequests.plain(ENDPOINT, List.of("a", "b"), "text/plain", bytes("hello"));

    String first = text(requests.next());
    String second = text(requests.next());
    String third = text(requests.next());

    assertThat(first)
        .isEqualTo(
            "POST /v1/stream/a HTTP/1.1\r\nHost: 127.0.0.1:4437\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 5\r\n\r\nhello");
    assertThat(second).startsWith("POST /v1/stream/b ");
    assertThat(third).isEqualTo(first);
  }

  @Test
  void countsProducerSequencesPerStream() {
    AppendRequests requests =
        AppendRequests.ofProducer(ENDPOINT, List.of("a", "b"), "text/plain", bytes("x"), "p");

    assertThat(text(requests.next()))
        .startsWith("POST /v1/stream/a ")
        .endsWith("Producer-Id: p\r\nProducer-Epoch: 0\r\nProducer-Seq: 0\r\n\r\nx");
    assertThat(text(requests.next())).startsWith("POST /v1/stream/b ").contains("Seq: 0\r\n");
    assertThat(text(requests.next())).startsWith("POST /v1/stream/a ").contains("Seq: 1\r\n");
  }

  @Test
  void sendsLargeBodiesBesideTheirHead() {
    byte[] body = Payloads.binary(100_000);
    AppendRequests requests = AppendRequests.plain(ENDPOINT, List.of("a"), "text/plain", body);

    for (int i = 0; i < 2; i++) {
      RequestSource.Outgoing request = requests.next();
      byte[] sent = new byte[request.body().remaining()];
      request.body().get(sent);
      assertThat(text(request.head())).endsWith("Content-Length: 100000\r\n\r\n");
      assertThat(sent).isEqualTo(body);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(RequestSource.Outgoing request) {
    return text(request.head()) + text(request.body());
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.US_ASCII.decode(buffer).toString();
  }
}
