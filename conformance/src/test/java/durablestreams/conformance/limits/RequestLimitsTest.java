package durablestreams.conformance.limits;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of one request: what is just within them is taken, what is just beyond is refused. */
class RequestLimitsTest {
  private static ServerProcess server;

  private final TestStream stream = server.server().unusedStream();

  @BeforeAll
  static void start() {
    server =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--body-max-bytes=1000", "--header-max-bytes=2KiB", "--uri-max-bytes=2KiB")
                .with("--json-max-depth=5"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bodies(boolean inChunks) {
    stream.created(BYTES);
    WireRequest within = stream.post(BYTES, new byte[1_000]);
    WireRequest beyond = stream.post(BYTES, new byte[1_001]);
    (inChunks ? within.inChunks() : within).send().expect(204);
    HttpReply refused = (inChunks ? beyond.inChunks() : beyond).send().expect(413);
    assertThat(refused.text()).contains("1000 bytes");
    assertThat(stream.readAll("-1")).hasSize(1_000);
  }

  @Test
  void bodiesOfCreations() {
    stream.put(BYTES).body(new byte[1_001]).send().expect(413);
    stream.head().expect(404);
    stream.put(BYTES).body(new byte[1_000]).send().expect(201);
  }

  @Test
  void bodiesThatAreOnlyAnnounced() throws IOException {
    stream.created(BYTES);
    try (WireConnection connection = server.server().connect()) {
      connection.write(
          "POST "
              + stream.path()
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
              + BYTES
              + "\r\nContent-Length: 99999999999\r\n\r\n");
      assertThat(connection.readReply("POST").status()).isEqualTo(413);
    }
  }

  @Test
  void headers() {
    stream.created(TEXT);
    stream.from("-1").header("X-Filler", "x".repeat(1_700)).send().expect(200);
    stream.from("-1").header("X-Filler", "x".repeat(2_100)).send().expect(431);
    WireRequest many = stream.from("-1");
    for (int i = 0; i < 300; i++) {
      many = many.header("X-" + i, "x");
    }
    many.send().expect(431);
    stream.from("-1").send().expect(200);
  }

  @Test
  void requestLines() {
    stream.created(TEXT);
    stream.get("offset=-1&x=" + "x".repeat(1_800)).send().expect(200);
    stream.get("offset=-1&x=" + "x".repeat(2_100)).send().expect(414);
    stream.from("-1").send().expect(200);
  }

  @Test
  void names() {
    String longest = stream.path().substring("/v1/stream/".length());
    longest += "x".repeat(1_024 - longest.length());
    server.server().stream(longest).created(TEXT).append(TEXT, "x");
    server.server().stream(longest + "x").put(TEXT).send().expect(400);
    // Bytes count, not how they are written.
    String encoded = "%78".repeat(300) + longest.substring(0, 724);
    server.server().stream(encoded).put(TEXT).send().expect(201);
  }

  @Test
  void nestingOfJson() {
    stream.created(JSON);
    // The outermost array is no part of any message.
    stream.post(JSON, "[".repeat(6) + "1" + "]".repeat(6)).send().expect(204);
    stream.post(JSON, "[".repeat(7) + "1" + "]".repeat(7)).send().expect(400);
    stream.post(JSON, "{\"a\":".repeat(5) + "1" + "}".repeat(5)).send().expect(204);
    HttpReply refused =
        stream.post(JSON, "{\"a\":".repeat(6) + "1" + "}".repeat(6)).send().expect(400);
    assertThat(refused.text()).contains("5");
    stream.post(JSON, "[".repeat(900)).send().expect(400);
  }
}
