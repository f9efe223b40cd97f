package durablestreams.conformance.caching;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseEvent;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.TestStream;
import org.junit.jupiter.api.Test;

/** A server behind nginx with nothing but {@code proxy_pass}, which speaks HTTP/1.0 by default. */
class PlainProxyTest {

  @Test
  void everythingWorksBehindNothingButProxyPass() {
    Installed.program("nginx");
    try (ServerProcess origin = ServerProcess.start(ServerCommand.store("memory"));
        NginxProxy nginx = NginxProxy.before(origin.server(), "plain.conf")) {
      TestStream direct = origin.server().unusedStream();
      TestStream stream = new TestStream(nginx.server(), direct.path());
      stream.put(TEXT).body("a").send().expect(201);
      String tail = stream.append(TEXT, "b".repeat(200_000));
      assertThat(stream.from("-1").send().expect(200).text()).hasSize(200_001);
      assertThat(stream.longPoll("-1").send().expect(200).text()).startsWith("ab");
      stream.head().expect(200);
      try (SseReader reader = stream.sse(tail)) {
        assertThat(reader.head().status()).isEqualTo(200);
        direct.append(TEXT, "live");
        direct.close().send().expect(204);
        assertThat(reader.remaining())
            .anyMatch(event -> event.isData() && event.data().equals("live"))
            .last()
            .extracting(SseEvent::data)
            .asString()
            .contains("\"streamClosed\":true");
      }
      stream.delete().expect(204);
      stream.head().expect(404);
    }
  }
}
