package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits, and what those get who reach them. */
class LimitsTest {

  private static final String SSE = "GET /v1/stream/s?offset=-1&live=sse HTTP/1.1\nHost: x\n\n";

  private static void assertTryLater(RawClient.Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.field("Retry-After")).isPresent();
    assertThat(answer.field("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.field("Cache-Control")).hasValue("no-store");
  }

  @Test
  void appendsHaveARate() {
    try (TestServer server = TestServer.start(settings -> settings.appendsPerSecond(3));
        Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      HttpResponse<String> answer = http.append("s", "text/plain", "x");
      for (int i = 0; i < 1_000 && answer.statusCode() == 204; i++) {
        answer = http.append("s", "text/plain", "x");
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(field(answer, "Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void creationsWithABodyCountAsAppends() {
    try (TestServer server = TestServer.start(settings -> settings.appendsPerSecond(3));
        RawClient client = new RawClient(server.port())) {
      String put = "PUT /v1/stream/s HTTP/1.1\nHost: x\nContent-Type: text/plain\n";
      int status = 0;
      for (int i = 0; i < 1_000 && status != 429; i++) {
        status = client.send(put + "Content-Length: 1\n\nx").answer().status();
      }
      assertThat(status).isEqualTo(429);
      for (int i = 0; i < 10; i++) {
        assertThat(client.send(put + "\n").answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void requestsOfAnAddressHaveARate() {
    try (TestServer server = TestServer.start(settings -> settings.requestsPerAddress(3));
        RawClient client = new RawClient(server.port())) {
      RawClient.Answer answer = client.send("GET /health HTTP/1.1\nHost: x\n\n").answer();
      for (int i = 0; i < 1_000 && answer.status() == 200; i++) {
        answer = client.send("GET /health HTTP/1.1\nHost: x\n\n").answer();
      }
      assertTryLater(answer, 429);
    }
  }

  @Test
  void liveReadersAreCountedInAll() {
    try (TestServer server = TestServer.start(settings -> settings.maxLiveReaders(1));
        Requests http = new Requests(server);
        RawClient first = new RawClient(server.port());
        RawClient second = new RawClient(server.port())) {
      http.create("s", "text/plain");
      first.send(SSE).head();
      assertTryLater(second.send(SSE).answer(), 503);
    }
  }

  @Test
  void liveReadersAreCountedByStream() {
    ServiceSettings all = ServiceSettings.DEFAULT;
    ServiceSettings one =
        new ServiceSettings(
            all.rotation(),
            all.offload(),
            all.sequencer(),
            all.pageLimit(),
            all.registry(),
            1,
            all.registryMessages(),
            all.streamLimits());
    try (TestServer server = TestServer.start(settings -> {}, AccessPolicy.open(), one);
        Requests http = new Requests(server);
        RawClient first = new RawClient(server.port());
        RawClient second = new RawClient(server.port())) {
      http.create("s", "text/plain");
      first.send(SSE).head();
      assertTryLater(second.send(SSE).answer(), 429);
    }
  }

  @Test
  void whatCannotBeQueuedMayBeSentAgain() {
    try (TestServer server = TestServer.start();
        Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      server.service().close(); // from here on the commit queue takes nothing
      HttpResponse<String> answer =
          http.append("s", "text/plain", "x", "Accept", "application/json");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(field(answer, "Retry-After")).isEqualTo("1");
      assertThat(answer.body()).contains("\"overloaded\"");
    }
  }

  @Test
  void connectionsAreCountedByAddress() {
    try (TestServer server = TestServer.start(settings -> settings.maxConnectionsPerAddress(1));
        RawClient first = new RawClient(server.port())) {
      first.send("GET /health HTTP/1.1\nHost: x\n\n");
      assertThat(first.answer().status()).isEqualTo(200);
      try (RawClient second = new RawClient(server.port())) {
        assertTryLater(second.send("GET /health HTTP/1.1\nHost: x\n\n").answer(), 429);
        second.awaitEnd();
      }
      try (RawClient silent = new RawClient(server.port())) {
        assertTryLater(silent.answer(), 429);
        silent.awaitEnd();
      }
      assertThat(rejections(server)).contains("too_many_connections 2.0");
      first.send("GET /health HTTP/1.1\nHost: x\n\n");
      assertThat(first.answer().status()).isEqualTo(200);
    }
  }

  private static List<String> rejections(TestServer server) {
    List<String> found = new ArrayList<>();
    server
        .server()
        .metrics()
        .collect(
            new MetricSink() {
              @Override
              public void value(Metric metric, double value, String... labels) {
                if (metric.name().equals("durable_streams_http_rejections_total")) {
                  found.add(labels[0] + " " + value);
                }
              }

              @Override
              public void histogram(Metric metric, Histogram histogram, String... labels) {}
            });
    return found;
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> HttpSettings.builder().port(70_000).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("port");
    assertThatThrownBy(() -> HttpSettings.builder().streamRoot("/a/").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("streamRoot");
    assertThatThrownBy(
            () -> HttpSettings.builder().corsOrigins(java.util.Set.of("app.example")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("corsOrigins");
  }
}
