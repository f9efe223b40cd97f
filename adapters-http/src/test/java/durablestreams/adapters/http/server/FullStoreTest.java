package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A store without room: what clients are told, and what the status and the metrics say. */
class FullStoreTest {

  private static HttpResponse<String> append(TestServer server, HttpClient client, int bytes)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.stream("s"))
            .POST(BodyPublishers.ofByteArray(new byte[bytes]))
            .header("Content-Type", "text/plain")
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void commitsThatFailAreAProblemOfTheStoreUntilOneSucceeds() throws Exception {
    try (TestServer server = TestServer.startWithStore(1L << 20);
        HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(server.stream("s"))
              .PUT(BodyPublishers.noBody())
              .header("Content-Type", "text/plain")
              .build(),
          BodyHandlers.discarding());
      assertThat(server.service().status().status().storeProblem()).isEmpty();
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> refused = append(server, client, 2 << 20);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).startsWith("the storage of the server is full");
      }
      assertThat(server.service().status().status().storeProblem())
          .startsWith("commits fail: ")
          .contains("is full");
      assertThat(storeUp(server)).isZero();
      while (append(server, client, 1).statusCode() != 204) {
        Thread.onSpinWait();
      }
      assertThat(server.service().status().status().storeProblem()).isEmpty();
      assertThat(storeUp(server)).isEqualTo(1);
    }
  }

  private static double storeUp(TestServer server) {
    Map<String, Double> values = new HashMap<>();
    MetricSink sink =
        new MetricSink() {
          @Override
          public void value(Metric metric, double value, String... labels) {
            values.put(metric.name(), value);
          }

          @Override
          public void histogram(Metric metric, Histogram histogram, String... labels) {}
        };
    server.service().metrics().forEach(source -> source.collect(sink));
    return values.get("durable_streams_store_up");
  }
}
