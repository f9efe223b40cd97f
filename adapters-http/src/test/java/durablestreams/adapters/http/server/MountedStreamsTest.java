package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.trace.Tracing;
import io.helidon.webserver.WebServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams as routes of an application's own web server. */
class MountedStreamsTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int MAX_BODY = 1 << 20;

  private static TestServer streams;
  private static WebServer application;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    streams = TestServer.start();
    HttpSettings settings =
        HttpSettings.builder()
            .streamRoot("/api/events")
            .longPollTimeout(LONG)
            .sseLifetime(LONG)
            .maxBodyBytes(MAX_BODY)
            .build();
    MountedStreams mounted =
        new MountedStreams(
            settings,
            new UseCases(
                streams.service().create(),
                streams.service().append(),
                streams.service().read(),
                streams.service().follow(),
                streams.service().describe(),
                streams.service().delete()),
            Optional.empty(),
            AccessPolicy.open(),
            new ServerContext(
                InstantSource.system(),
                new SecureRandom(),
                Thread.ofPlatform().daemon().factory(),
                () -> "{}",
                new MemoryBudget(64L << 20),
                Optional.empty(),
                Tracing.OFF,
                Optional.empty(),
                () -> {}));
    application =
        WebServer.builder()
            .port(0)
            .shutdownHook(false)
            .routing(routing ->
                routing
                    .get("/hello", (request, response) -> response.send("hello"))
                    .get("/api/other", (request, response) -> response.send("other"))
                    .addFeature(mounted))
            .build()
            .start();
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    streams.close();
    application.stop();
    http.close();
  }

  private static URI uri(String path) {
    return URI.create("http://localhost:" + application.port() + path);
  }

  private static HttpResponse<String> send(String method, String path, String type, String body)
      throws Exception {
    return send(HttpClient.Version.HTTP_1_1, method, path, type, body);
  }

  private static HttpResponse<String> send(
      HttpClient.Version version, String method, String path, String type, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .version(version)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "", "");
  }

  @Test
  void ownRoutesGoOn() throws Exception {
    assertThat(get("/hello").body()).isEqualTo("hello");
    assertThat(get("/api/other").body()).isEqualTo("other");
    assertThat(get("/health").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aStreamLivesFromItsCreationToItsEnd(HttpClient.Version version) throws Exception {
    String stream = "/api/events/orders/" + version;
    HttpResponse<String> created = send(version, "PUT", stream, "application/json", "");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location")).isPresent();
    assertThat(send(version, "POST", stream, "application/json", "[{\"n\":1},2]").statusCode())
        .isEqualTo(204);
    HttpResponse<String> page = send(version, "GET", stream + "?offset=-1", "", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).isEqualTo("[{\"n\":1},2]");
    String next = page.headers().firstValue("Stream-Next-Offset").orElseThrow();
    HttpResponse<String> head = send(version, "HEAD", stream, "", "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Stream-Next-Offset")).contains(next);
    String tag = page.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> known =
        http.send(
            HttpRequest.newBuilder(uri(stream + "?offset=-1"))
                .version(version)
                .header("If-None-Match", tag)
                .build(),
            BodyHandlers.ofString());
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(send(version, "DELETE", stream, "", "").statusCode()).isEqualTo(204);
    assertThat(send(version, "GET", stream, "", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aLargeBodyComesBackAsItWas() throws Exception {
    byte[] body = new byte[MAX_BODY - 1];
    long seed = 3;
    new Random(seed).nextBytes(body);
    send("PUT", "/api/events/large", "application/octet-stream", "");
    HttpRequest announced =
        HttpRequest.newBuilder(uri("/api/events/large"))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    assertThat(http.send(announced, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    HttpRequest chunked =
        HttpRequest.newBuilder(uri("/api/events/large"))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
    assertThat(http.send(chunked, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    byte[] first =
        http.send(
                HttpRequest.newBuilder(uri("/api/events/large?offset=-1"))
                    .header("Accept-Encoding", "identity")
                    .build(),
                BodyHandlers.ofByteArray())
            .body();
    assertThat(first).startsWith(Arrays.copyOf(body, Math.min(body.length, first.length)));
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    send("PUT", "/api/events/limited", "text/plain", "");
    assertThat(
            send("POST", "/api/events/limited", "text/plain", "x".repeat(MAX_BODY + 1))
                .statusCode())
        .isEqualTo(413);
    assertThat(send("POST", "/api/events/limited", "text/plain", "y").statusCode()).isEqualTo(204);
  }

  @Test
  void namesAreThoseOfTheRawPath() throws Exception {
    send("PUT", "/api/events/a%2Fb%20c", "text/plain", "");
    send("POST", "/api/events/a%2Fb%20c", "text/plain", "escaped");
    assertThat(get("/api/events/a/b%20c").body()).isEqualTo("escaped");
  }

  @Test
  void anErrorSaysWhatIsWrong() throws Exception {
    HttpResponse<String> missing = get("/api/events/missing");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).isNotEmpty();
    HttpResponse<String> patched = send("PATCH", "/api/events/missing", "text/plain", "x");
    assertThat(patched.statusCode()).isEqualTo(405);
  }

  @Test
  void aLongPollWaitsForNews() throws Exception {
    String tail =
        send("PUT", "/api/events/polled", "text/plain", "")
            .headers()
            .firstValue("Stream-Next-Offset")
            .orElseThrow();
    CompletableFuture<HttpResponse<String>> poll =
        http.sendAsync(
            HttpRequest.newBuilder(uri("/api/events/polled?offset=" + tail + "&live=long-poll"))
                .build(),
            BodyHandlers.ofString());
    send("POST", "/api/events/polled", "text/plain", "news");
    assertThat(poll.get().body()).isEqualTo("news");
  }

  @Test
  void eventsComeAsTheyAreAppended() throws Exception {
    send("PUT", "/api/events/followed", "text/plain", "");
    try (RawClient sse = new RawClient(application.port())) {
      sse.send("GET /api/events/followed?offset=-1&live=sse HTTP/1.1\nHost: x\n\n");
      assertThat(String.join("\n", sse.head()))
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("text/event-stream");
      assertThat(sse.chunk()).contains("\"upToDate\":true");
      send("POST", "/api/events/followed", "text/plain", "one");
      assertThat(sse.chunk()).contains("data:one");
      HttpRequest close =
          HttpRequest.newBuilder(uri("/api/events/followed"))
              .header("Stream-Closed", "true")
              .POST(BodyPublishers.noBody())
              .build();
      http.send(close, BodyHandlers.discarding());
      assertThat(sse.chunk()).contains("\"streamClosed\":true");
    }
  }

  @Test
  void pagesAreCompressedForThoseWhoAsk() throws Exception {
    send("PUT", "/api/events/gzip", "text/plain", "");
    send("POST", "/api/events/gzip", "text/plain", "abc".repeat(10_000));
    HttpResponse<byte[]> page =
        http.send(
            HttpRequest.newBuilder(uri("/api/events/gzip"))
                .header("Accept-Encoding", "gzip")
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(page.headers().firstValue("Content-Encoding")).contains("gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(page.body())).readAllBytes();
    assertThat(new String(plain, StandardCharsets.US_ASCII)).isEqualTo("abc".repeat(10_000));
  }
}
