package durablestreams.conformance.tls;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.tls.PemCertificate;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS from PEM files: the whole life of a stream, over each version of HTTP. */
class TlsTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private static PemCertificate certificate;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    certificate = PemCertificate.create(folder, "EC");
    server =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--tls-cert=" + certificate.chain(), "--tls-key=" + certificate.key()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpClient client(PemCertificate trusted, Version version) {
    return HttpClient.newBuilder()
        .sslContext(trusted.trust())
        .version(version)
        .connectTimeout(BOUND)
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
        .timeout(BOUND);
  }

  private static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("(no " + name + ")");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theWholeLifeOfAStream(Version version) throws Exception {
    String path = "/v1/stream/tls/" + UUID.randomUUID();
    try (HttpClient http = client(certificate, version)) {
      var created =
          http.send(
              request(path)
                  .header("Content-Type", "application/json")
                  .PUT(BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(created.version()).isEqualTo(version);
      assertThat(created.statusCode()).isEqualTo(201);
      assertThat(field(created, "Location")).isEqualTo("https://127.0.0.1:" + server.port() + path);

      CompletableFuture<HttpResponse<String>> waiting =
          http.sendAsync(
              request(path + "?offset=-1&live=long-poll").build(), BodyHandlers.ofString());
      var events =
          http.send(request(path + "?offset=-1&live=sse").build(), BodyHandlers.ofInputStream());
      assertThat(field(events, "Content-Type")).isEqualTo("text/event-stream");

      for (int i = 0; i < 3; i++) {
        var appended = post(http, path, "{\"n\":" + i + "}", "Stream-Seq", String.valueOf(i));
        assertThat(appended.statusCode()).isEqualTo(204);
        assertThat(appended.version()).isEqualTo(version);
      }
      assertThat(waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS).body()).startsWith("[{\"n\":0}");

      var page = http.send(request(path + "?offset=-1").build(), BodyHandlers.ofString());
      assertThat(page.body()).isEqualTo("[{\"n\":0},{\"n\":1},{\"n\":2}]");
      var known =
          http.send(
              request(path + "?offset=-1").header("If-None-Match", field(page, "ETag")).build(),
              BodyHandlers.ofString());
      assertThat(known.statusCode()).isEqualTo(304);
      var head = http.send(request(path).HEAD().build(), BodyHandlers.discarding());
      assertThat(field(head, "Stream-Next-Offset")).isEqualTo(field(page, "Stream-Next-Offset"));

      assertThat(post(http, path, "", "Stream-Closed", "true").statusCode()).isEqualTo(204);
      assertThat(data(events.body())).isEqualTo("{\"n\":0},{\"n\":1},{\"n\":2}");
      assertThat(post(http, path, "{}", "X-None", "x").statusCode()).isEqualTo(409);
      assertThat(delete(http, path)).isEqualTo(204);
      assertThat(delete(http, path)).isEqualTo(404);
    }
  }

  private HttpResponse<String> post(
      HttpClient http, String path, String body, String name, String value) throws Exception {
    return http.send(
        request(path)
            .header("Content-Type", "application/json")
            .header(name, value)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private int delete(HttpClient http, String path) throws Exception {
    return http.send(request(path).DELETE().build(), BodyHandlers.discarding()).statusCode();
  }

  /** The messages of all data events until the server ends the response. */
  private static String data(InputStream events) throws IOException {
    List<String> messages = new ArrayList<>();
    boolean data = false;
    try (var lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          data = line.endsWith("data");
        } else if (data && line.startsWith("data:")) {
          String text = line.substring("data:".length()).strip();
          messages.add(text.substring(1, text.length() - 1));
        }
      }
    }
    return String.join(",", messages);
  }

  @Test
  void manyRequestsShareOneConnection() throws Exception {
    try (HttpClient http = client(certificate, Version.HTTP_2)) {
      String path = "/v1/stream/many/" + UUID.randomUUID();
      http.send(
          request(path).header("Content-Type", "text/plain").PUT(BodyPublishers.noBody()).build(),
          BodyHandlers.discarding());
      List<CompletableFuture<HttpResponse<Void>>> appends = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        appends.add(
            http.sendAsync(
                request(path)
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("x".repeat(1_000)))
                    .build(),
                BodyHandlers.discarding()));
      }
      for (var append : appends) {
        assertThat(append.get(BOUND.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(204);
      }
      var all = http.send(request(path).build(), BodyHandlers.ofString());
      assertThat(all.body()).isEqualTo("x".repeat(200_000));
    }
  }

  @Test
  void plainHttpIsNotAnsweredThere() throws Exception {
    try (var connection = server.server().connect()) {
      connection.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      byte[] answer = connection.readUntilClosed();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("200 OK");
    }
    assertThat(certificate.isShownAt(server.port())).isTrue();
  }
}
