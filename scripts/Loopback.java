import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Requests to a port of this machine, which have to succeed. */
final class Loopback {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Loopback() {}

  static void awaitAnswer(int at) throws Exception {
    for (int i = 0; true; i++) {
      try {
        body(at, "/health");
        return;
      } catch (IOException e) {
        if (i == 300) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  static String body(int at, String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(uri(at, path)).build(), BodyHandlers.ofString()).body();
  }

  private static URI uri(int at, String path) {
    return URI.create("http://127.0.0.1:" + at + path);
  }

  static void send(int at, String method, String path, String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(at, path))
            .method(method, BodyPublishers.noBody())
            .header("Content-Type", type)
            .build();
    int status = HTTP.send(request, BodyHandlers.ofString()).statusCode();
    if (status >= 300) {
      throw new IllegalStateException(method + " " + path + ": " + status);
    }
  }
}
