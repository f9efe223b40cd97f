package durablestreams.adapters.http.server;

import durablestreams.adapters.http.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** A polite client of a test server: one line of code for each request. */
final class Requests implements AutoCloseable {

  private final TestServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Requests(TestServer server) {
    this.server = server;
  }

  /** Sends a request; the fields are names and values in turn. */
  HttpResponse<String> send(String method, String stream, String body, String... fields) {
    return sendTo("/v1/stream/" + stream, method, body, fields);
  }

  HttpResponse<String> sendTo(String path, String method, String body, String... fields) {
    try {
      return client.send(request(path, method, body, fields), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a request, and gives its body as it comes. */
  HttpResponse<InputStream> open(String method, String stream, String... fields) {
    try {
      return client.send(
          request("/v1/stream/" + stream, method, "", fields), BodyHandlers.ofInputStream());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String path, String method, String body, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (fields.length > 0) {
      request.headers(fields);
    }
    return request.build();
  }

  HttpResponse<String> create(String stream, String contentType) {
    return send("PUT", stream, "", "Content-Type", contentType);
  }

  HttpResponse<String> append(String stream, String contentType, String body, String... more) {
    List<String> fields = new ArrayList<>(List.of("Content-Type", contentType));
    fields.addAll(List.of(more));
    return send("POST", stream, body, fields.toArray(String[]::new));
  }

  HttpResponse<String> get(String stream, String... fields) {
    return send("GET", stream, "", fields);
  }

  static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    client.close();
  }
}
