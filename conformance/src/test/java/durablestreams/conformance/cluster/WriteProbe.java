package durablestreams.conformance.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Client that writes until it succeeds: a stream that is created. */
final class WriteProbe implements AutoCloseable {

  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** Writes at these nodes in turn until a write succeeds. */
  void awaitWrite(List<String> urls) throws InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    String last = "";
    for (int i = 0; System.nanoTime() < deadline; i++) {
      URI stream = URI.create(urls.get(i % urls.size()) + "/v1/stream/probe-" + UUID.randomUUID());
      HttpRequest put =
          HttpRequest.newBuilder(stream).timeout(ANSWER).PUT(BodyPublishers.noBody()).build();
      try {
        HttpResponse<String> answer = client.send(put, BodyHandlers.ofString());
        if (answer.statusCode() == 201) {
          return;
        }
        last = answer.statusCode() + " " + answer.body();
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(5);
    }
    throw new AssertionError("no write succeeded within " + BOUND + ": " + last);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
