package durablestreams.conformance.abuse;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Clients that begin and do not go on: they are cut off after the request timeout and keep nobody
 * out.
 */
class StalledClientTest extends AbusedServer {

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
    return each(
        unfinished,
        text -> {
          assertThat(abuse(text.getBytes(ISO_8859_1), false)).allMatch(status -> status >= 400);
          assertNothingStored();
        });
  }

  /** A client that sends a byte now and then does not stay busy beyond the request timeout. */
  @Test
  void aTrickleOfHeadersIsCutOff() throws IOException {
    try (WireConnection connection = process.server().connect()) {
      connection.write(head("GET", ""));
      Elapsed.until(
          () -> refuses(connection, "X: y\r\n"), WireConnection.TIMEOUT, "the trickle is cut off");
    }
    assertNothingStored();
  }

  /** As long as there is room for others, a body may come as slowly as its client makes it. */
  @TestFactory
  List<DynamicTest> aTrickleOfABodyIsCutOffOnceConnectionsAreScarce() {
    return each(
        Map.of("of a body", "x", "of chunks", "1\r\nx\r\n"),
        drop -> {
          try (ServerProcess small = ServerProcess.start(COMMAND.with("--max-connections=20"))) {
            stream = small.server().unusedStream().created(TEXT);
            String length =
                drop.equals("x") ? "Content-Length: 100000" : "Transfer-Encoding: chunked";
            List<WireConnection> trickles = new ArrayList<>();
            try {
              for (int i = 0; i < 19; i++) {
                WireConnection trickle = small.server().connect();
                trickles.add(trickle);
                trickle.write(append(length + "\r\n\r\n"));
              }
              Elapsed.until(
                  () -> trickles.stream().anyMatch(trickle -> refuses(trickle, drop)),
                  WireConnection.TIMEOUT,
                  "the trickle is cut off");
            } finally {
              trickles.forEach(WireConnection::close);
            }
            assertNothingStored();
          }
        });
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
  void manyStalledClientsKeepNoOtherOut() throws Exception {
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
}
