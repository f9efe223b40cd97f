package embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import durablestreams.application.access.Access;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.server.DurableStreams;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** Streams beside the routes of an application, which decides who may do what. */
class MountedTest {

  @Test
  void streamsAreBesideOtherRoutes() throws Exception {
    DurableStreams streams =
        DurableStreams.builder()
            .access(request ->
                request.action() == Action.READ
                    ? new Access.Granted(Caller.ANONYMOUS)
                    : new Access.Forbidden("only the application writes"))
            .start();
    WebServer application =
        WebServer.builder()
            .port(0)
            .routing(routing ->
                routing
                    .get("/hello", (request, response) -> response.send("hello"))
                    .addFeature(streams.mountedAt("/api/events")))
            .build()
            .start();
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI root = URI.create("http://localhost:" + application.port());
      streams.stream("news").create("text/plain");
      streams.stream("news").append("published");
      assertEquals("hello", send(http, "GET", root.resolve("/hello")).body());
      assertEquals("published", send(http, "GET", root.resolve("/api/events/news")).body());
      assertEquals(403, send(http, "DELETE", root.resolve("/api/events/news")).statusCode());
    } finally {
      streams.close();
      application.stop();
    }
  }

  private static HttpResponse<String> send(HttpClient http, String method, URI url)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return http.send(request, BodyHandlers.ofString());
  }
}
