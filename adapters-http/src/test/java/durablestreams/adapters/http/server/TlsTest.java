package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.adapters.http.testing.SseEvents;
import durablestreams.adapters.http.testing.TestCertificate;
import durablestreams.adapters.http.testing.TestServer;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS from PEM files, and the two versions of HTTP over it. */
class TlsTest {

  @TempDir Path folder;

  private static HttpRequest.Builder request(TestServer server, String target) {
    return HttpRequest.newBuilder(
        URI.create("https://127.0.0.1:" + server.port() + "/v1/stream/" + target));
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void both_versions_speak_the_protocol(HttpClient.Version version) throws Exception {
    TlsSettings tls = TestCertificate.create(folder, "EC");
    try (TestServer server = TestServer.start(settings -> settings.tls(tls));
        HttpClient client =
            HttpClient.newBuilder()
                .version(version)
                .sslContext(TestCertificate.trusting())
                .build()) {
      HttpResponse<String> created =
          client.send(
              request(server, "s")
                  .PUT(BodyPublishers.noBody())
                  .header("Content-Type", "text/plain")
                  .build(),
              BodyHandlers.ofString());
      assertThat(created.version()).isEqualTo(version);
      assertThat(created.statusCode()).isEqualTo(201);
      assertThat(created.headers().firstValue("Location"))
          .hasValue("https://127.0.0.1:" + server.port() + "/v1/stream/s");
      String text = "x".repeat(300_000);
      HttpResponse<String> appended =
          client.send(
              request(server, "s")
                  .POST(BodyPublishers.ofString(text))
                  .header("Content-Type", "text/plain")
                  .build(),
              BodyHandlers.ofString());
      assertThat(appended.statusCode()).isEqualTo(204);
      HttpResponse<String> page =
          client.send(request(server, "s").build(), BodyHandlers.ofString());
      assertThat(page.body()).isEqualTo(text);
      assertThat(page.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
      assertThat(page.headers().firstValue("ETag")).isPresent();
      HttpResponse<String> same =
          client.send(
              request(server, "s")
                  .header("If-None-Match", page.headers().firstValue("ETag").orElseThrow())
                  .build(),
              BodyHandlers.ofString());
      assertThat(same.statusCode()).isEqualTo(304);
      HttpResponse<String> missing =
          client.send(request(server, "none").build(), BodyHandlers.ofString());
      assertThat(missing.statusCode()).isEqualTo(404);
      assertThat(missing.body()).startsWith("there is no such stream");
      HttpResponse<Void> head =
          client.send(
              request(server, "s").method("HEAD", BodyPublishers.noBody()).build(),
              BodyHandlers.discarding());
      assertThat(head.headers().firstValue("Stream-Next-Offset")).isPresent();
      client.send(
          request(server, "s")
              .POST(BodyPublishers.ofString("end"))
              .header("Content-Type", "text/plain")
              .header("Stream-Closed", "true")
              .build(),
          BodyHandlers.ofString());
      HttpResponse<String> events =
          client.send(
              request(server, "s?offset=0000000000000000_0000000000300000&live=sse").build(),
              BodyHandlers.ofString());
      assertThat(SseEvents.parse(events.body()).getFirst().data()).isEqualTo("end");
      assertThat(events.body()).contains("streamClosed");
    }
  }

  private static BigInteger serial(TestServer server) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TestCertificate.trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", server.port())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  @Test
  void a_new_certificate_is_taken_over() throws Exception {
    TlsSettings tls = TestCertificate.create(folder, "RSA");
    try (TestServer server =
        TestServer.start(settings -> settings.tls(tls).requestTimeout(Duration.ofMillis(200)))) {
      BigInteger first = serial(server);
      TestCertificate.create(folder, "EC");
      BigInteger now = first;
      while (now.equals(first)) {
        now = serial(server);
      }
      assertThat(now).isNotEqualTo(first);
    }
  }

  @Test
  void what_is_no_certificate_stops_the_start() throws Exception {
    TlsSettings good = TestCertificate.create(folder, "Ed25519");
    TestServer.start(settings -> settings.tls(good)).close();
    Path nonsense = Files.writeString(folder.resolve("nonsense"), "nonsense");
    for (TlsSettings bad :
        new TlsSettings[] {
          new TlsSettings(nonsense, good.privateKey()),
          new TlsSettings(good.certificate(), nonsense),
          new TlsSettings(good.certificate(), folder.resolve("missing"))
        }) {
      assertThatThrownBy(() -> PemFiles.load(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(folder.toString());
    }
    assertThat(Files.readString(nonsense, StandardCharsets.UTF_8)).isEqualTo("nonsense");
  }
}
