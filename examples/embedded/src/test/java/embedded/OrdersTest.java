package embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import durablestreams.junit.DurableStreamsTest;
import durablestreams.server.DurableStreams;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersTest {

  @Test
  @DurableStreamsTest
  void ordersAreKept(DurableStreams streams) {
    streams.stream("orders").create("application/json");
    streams.stream("orders").append("[{\"book\":1}]");
    assertEquals(List.of("{\"book\":1}"), streams.stream("orders").read().texts());
  }

  @Test
  @DurableStreamsTest
  void clientsFindThemOverHttp(DurableStreams streams) throws Exception {
    streams.stream("orders").create("text/plain");
    streams.stream("orders").append("a book");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest read = HttpRequest.newBuilder(streams.url("orders")).build();
      assertEquals("a book", http.send(read, BodyHandlers.ofString()).body());
    }
  }

  /** The fastest of ten, since a machine may be busy with something else meanwhile. */
  @Test
  void aServerStartsInLessThanThreeTenthsOfASecond() {
    DurableStreams.builder().port(0).start().close();
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      DurableStreams streams = DurableStreams.builder().port(0).start();
      fastest = Math.min(fastest, System.nanoTime() - start);
      streams.close();
    }
    assertTrue(fastest < Duration.ofMillis(300).toNanos(), "a start took " + fastest + " ns");
  }
}
