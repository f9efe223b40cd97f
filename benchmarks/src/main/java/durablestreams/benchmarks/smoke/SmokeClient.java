package durablestreams.benchmarks.smoke;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Client of one stream, on the HTTP client of the JDK: the server may be anywhere. */
final class SmokeClient implements AutoCloseable {

  /** Longer than a server lets a long-poll wait. */
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private static final String TYPE = "text/plain";

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final String stream;
  private final String authorization;

  /**
   * @param stream URL of the stream
   * @param authorization value of {@code Authorization}; empty for none
   */
  SmokeClient(String stream, String authorization) {
    this.stream = stream;
    this.authorization = authorization;
  }

  /** Creates the stream; returns the offset of its tail. */
  String create() throws IOException {
    return offset(expect(201, send("PUT", "", BodyPublishers.noBody())));
  }

  /** Appends; returns the offset of the tail. */
  String append(String message) throws IOException {
    HttpResponse<String> response = send("POST", "", BodyPublishers.ofString(message));
    return offset(expect(response.statusCode() == 200 ? 200 : 204, response));
  }

  /** What the stream has from an offset on. */
  String read(String offset) throws IOException {
    return expect(200, send("GET", "?offset=" + offset, BodyPublishers.noBody())).body();
  }

  /** Begins a long-poll at an offset. */
  CompletableFuture<HttpResponse<String>> poll(String offset) {
    return client.sendAsync(
        request("GET", "?offset=" + offset + "&live=long-poll", BodyPublishers.noBody()),
        BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  void delete() throws IOException {
    send("DELETE", "", BodyPublishers.noBody());
  }

  static HttpResponse<String> expect(int status, HttpResponse<String> response) throws IOException {
    if (response.statusCode() != status) {
      throw new IOException(
          "%s %s was answered with %d instead of %d: %s"
              .formatted(
                  response.request().method(),
                  response.uri(),
                  response.statusCode(),
                  status,
                  response.body().lines().findFirst().orElse("")));
    }
    return response;
  }

  private static String offset(HttpResponse<String> response) throws IOException {
    return response
        .headers()
        .firstValue("Stream-Next-Offset")
        .orElseThrow(
            () -> new IOException(response.uri() + " was answered without Stream-Next-Offset"));
  }

  private HttpResponse<String> send(String method, String query, BodyPublisher body)
      throws IOException {
    try {
      return client.send(
          request(method, query, body), BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException(method + " " + stream + query + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private HttpRequest request(String method, String query, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stream + query))
            .timeout(TIMEOUT)
            .header("Content-Type", TYPE)
            .method(method, body);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
