package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that creates, closes and deletes streams, one after the other, and remembers what
 * was acknowledged.
 */
final class Lifecycles {
  private final StreamServer server;
  private final List<TestStream> alive = new ArrayList<>();
  private final List<TestStream> closed = new ArrayList<>();
  private final List<TestStream> deleted = new ArrayList<>();

  Lifecycles(StreamServer server) {
    this.server = server;
  }

  /** Goes on until the server is gone. */
  void runUntilTheEnd() throws IOException {
    try (var connection = server.connect()) {
      while (true) {
        TestStream stays = server.unusedStream();
        stays.put(TestStream.TEXT).body("stays").sendOn(connection).expect(201);
        alive.add(stays);
        TestStream closes = server.unusedStream();
        closes.put(TestStream.TEXT).body("closes").sendOn(connection).expect(201);
        closes.close().sendOn(connection).expect(204);
        closed.add(closes);
        TestStream dies = server.unusedStream();
        dies.put(TestStream.TEXT).body("dies").sendOn(connection).expect(201);
        dies.request("DELETE").sendOn(connection).expect(204);
        deleted.add(dies);
      }
    } catch (WireException | SocketException e) {
      // The server was killed; what was acknowledged until now must hold.
    }
  }

  /** Checks that creations, closes and deletions were not undone, and gives how many there were. */
  int check() throws IOException {
    try (var connection = server.connect()) {
      for (TestStream stream : alive) {
        HttpReply read = stream.from("-1").sendOn(connection).expect(200);
        assertThat(read.text()).isEqualTo("stays");
        assertThat(read.has("Stream-Closed")).isFalse();
      }
      for (TestStream stream : closed) {
        HttpReply read = stream.from("-1").sendOn(connection).expect(200);
        assertThat(read.text()).isEqualTo("closes");
        assertThat(read.required("Stream-Closed")).isEqualTo("true");
      }
      for (TestStream stream : deleted) {
        stream.from("-1").sendOn(connection).expect(404);
      }
    }
    return alive.size() + closed.size() + deleted.size();
  }
}
