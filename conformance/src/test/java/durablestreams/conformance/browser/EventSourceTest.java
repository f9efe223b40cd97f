package durablestreams.conformance.browser;

import static durablestreams.conformance.harness.TestStream.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The {@code EventSource} of Chromium, which repeats the address of its first request when it
 * reconnects: it gets each message once.
 */
@Tag("long")
class EventSourceTest {

  @Test
  void eachMessageArrivesOnceAcrossTheEndOfConnectionsAndRestarts() throws Exception {
    ServerCommand command = ServerCommand.store("sqlite").with("--sse-lifetime=1s");
    try (ServerProcess server = ServerProcess.start(command);
        BrowserTab tab = BrowserTab.open("about:blank")) {
      TestStream stream = server.server().stream("web/events").created(JSON);
      stream.append(JSON, "0");
      tab.evaluate(
          """
          globalThis.got = []
          globalThis.opened = 0
          const source = new EventSource("%s?offset=-1&live=sse")
          source.addEventListener("open", () => opened++)
          source.addEventListener("data", (event) => got.push(...JSON.parse(event.data)))
          source.addEventListener("control", (event) => {
            if (JSON.parse(event.data).streamClosed) source.close()
          })
          """
              .formatted(server.server().base() + stream.path()));
      tab.await("got.length >= 1 && opened >= 2");
      stream.append(JSON, "1");
      tab.await("got.length >= 2");
      server.kill9();
      server.restart();
      stream.append(JSON, "2");
      tab.await("got.length >= 3");
      stream.close().send().expect(204);
      tab.await("source.readyState === EventSource.CLOSED");
      assertThat(tab.evaluate("got").toString()).isEqualTo("[0,1,2]");
    }
  }
}
