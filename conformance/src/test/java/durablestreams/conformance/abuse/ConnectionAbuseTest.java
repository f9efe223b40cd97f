package durablestreams.conformance.abuse;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a server must not be talked into: old versions, smuggling, strangers on the wrong port, too
 * much at once.
 */
class ConnectionAbuseTest extends AbusedServer {

  @Test
  void anOldProtocolVersionIsAnsweredAndTheConnectionClosed() throws Exception {
    stream.append(TEXT, "x");
    try (var connection = process.server().connect()) {
      connection.write("GET " + stream.path() + "?offset=-1 HTTP/1.0\r\nHost: x\r\n\r\n");
      HttpReply reply = connection.readReply("GET");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("x");
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
