package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.adapters.http.testing.LogOf;
import durablestreams.adapters.http.testing.SseEvents;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.tls.PemCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  void bothVersionsSpeakTheProtocol(HttpClient.Version version) throws Exception {
    PemCertificate certificate = PemCertificate.create(folder, "EC");
    TlsSettings tls = new TlsSettings(certificate.chain(), certificate.key());
    try (TestServer server = TestServer.start(settings -> settings.tls(tls));
        HttpClient client =
            HttpClient.newBuilder().version(version).sslContext(certificate.trust()).build()) {
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

  @Test
  void aNewCertificateIsTakenOver() throws Exception {
    PemCertificate first = PemCertificate.create(folder, "RSA");
    TlsSettings tls = new TlsSettings(first.chain(), first.key());
    try (TestServer server =
        TestServer.start(settings -> settings.tls(tls).requestTimeout(Duration.ofMillis(200)))) {
      assertThat(first.isShownAt(server.port())).isTrue();
      PemCertificate renewed = PemCertificate.create(folder, "EC");
      while (!renewed.isShownAt(server.port())) {
        Thread.onSpinWait();
      }
      assertThat(first.isShownAt(server.port())).isFalse();
    }
  }

  @Test
  void whatIsNoCertificateStopsTheStart() throws Exception {
    PemCertificate certificate = PemCertificate.create(folder, "Ed25519");
    TlsSettings good = new TlsSettings(certificate.chain(), certificate.key());
    TestServer.start(settings -> settings.tls(good)).close();
    Path nonsense = Files.writeString(folder.resolve("nonsense"), "nonsense");
    for (TlsSettings bad :
        new TlsSettings[] {
          new TlsSettings(nonsense, good.privateKey()),
          new TlsSettings(good.certificate(), nonsense),
          new TlsSettings(good.certificate(), folder.resolve("missing")),
          new TlsSettings(good.certificate(), folder)
        }) {
      assertThatThrownBy(() -> PemFiles.load(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(folder.toString());
    }
    assertThat(Files.readString(nonsense, StandardCharsets.UTF_8)).isEqualTo("nonsense");
  }

  @ParameterizedTest
  @CsvSource({"RSA, RSA", "EC, EC", "Ed25519, Ed25519", "RSA, EC", "EC, Ed25519", "Ed25519, RSA"})
  void aKeyOfAnotherCertificateStopsTheStart(String one, String other) throws Exception {
    PemCertificate mine = PemCertificate.create(Files.createDirectory(folder.resolve("a")), one);
    PemCertificate its = PemCertificate.create(Files.createDirectory(folder.resolve("b")), other);
    assertThat(PemFiles.load(new TlsSettings(mine.chain(), mine.key())).leaf())
        .isEqualTo(mine.certificate());
    assertThatThrownBy(() -> PemFiles.load(new TlsSettings(mine.chain(), its.key())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the private key in %s (TLS_KEY) does not belong to the first certificate in %s (TLS_CERT)",
            its.key(), mine.chain());
  }

  @Test
  void theReasonWhyAFileCannotBeReadNamesTheSetting() throws Exception {
    PemCertificate good = PemCertificate.create(folder, "EC");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> PemFiles.load(new TlsSettings(missing, good.key())))
        .hasMessage(missing + " (TLS_CERT) cannot be read: there is no such file");
    assertThatThrownBy(() -> PemFiles.load(new TlsSettings(good.chain(), folder)))
        .hasMessage(folder + " (TLS_KEY) cannot be read: it is a folder");
  }

  @Test
  void aRenewalInTwoStepsKeepsTheFormerCertificateInBetween() throws Exception {
    PemCertificate first = PemCertificate.create(folder, "EC");
    PemCertificate next =
        PemCertificate.create(Files.createDirectory(folder.resolve("next")), "EC");
    TlsSettings tls = new TlsSettings(first.chain(), first.key());
    try (LogOf log = new LogOf(Certificate.class);
        TestServer server =
            TestServer.start(
                settings -> settings.tls(tls).requestTimeout(Duration.ofMillis(200)))) {
      PemCertificate.replace(first.chain(), Files.readString(next.chain()));
      while (log.lines().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(first.isShownAt(server.port())).isTrue();
      PemCertificate.replace(first.key(), Files.readString(next.key()));
      while (!next.isShownAt(server.port())) {
        Thread.onSpinWait();
      }
      assertThat(log.lines())
          .hasSize(2)
          .first()
          .asString()
          .startsWith("WARNING The certificate was not renewed")
          .contains("TLS_KEY", "TLS_CERT");
      assertThat(log.lines()).last().asString().startsWith("INFO The certificate was renewed");
    }
  }

  @Test
  void aCertificateOutsideOfItsValidityIsAWarning() throws Exception {
    PemCertificate made = PemCertificate.create(folder, "EC");
    TlsSettings tls = new TlsSettings(made.chain(), made.key());
    try (LogOf log = new LogOf(Certificate.class)) {
      new Certificate(Instant::now).load(tls);
      assertThat(log.lines()).isEmpty();
      Instant end = made.certificate().getNotAfter().toInstant();
      new Certificate(() -> end.plusSeconds(1)).load(tls);
      assertThat(log.lines()).last().asString().contains("(TLS_CERT) expired at " + end);
      Instant begin = made.certificate().getNotBefore().toInstant();
      new Certificate(() -> begin.minusSeconds(1)).load(tls);
      assertThat(log.lines()).last().asString().contains("is not valid before " + begin);
    }
  }

  @Test
  void theEndOfTheValidityIsAMetricWithTlsOnly() throws Exception {
    PemCertificate made = PemCertificate.create(folder, "EC");
    Map<Metric, Double> values = new HashMap<>();
    MetricSink sink =
        new MetricSink() {
          @Override
          public void value(Metric metric, double value, String... labels) {
            values.put(metric, value);
          }

          @Override
          public void histogram(Metric metric, Histogram histogram, String... labels) {}
        };
    Certificate certificate = new Certificate(Instant::now);
    certificate.collect(sink);
    assertThat(values).isEmpty();
    certificate.load(new TlsSettings(made.chain(), made.key()));
    certificate.collect(sink);
    assertThat(values)
        .containsExactly(
            Map.entry(
                Certificate.EXPIRY,
                (double) made.certificate().getNotAfter().toInstant().getEpochSecond()));
  }
}
