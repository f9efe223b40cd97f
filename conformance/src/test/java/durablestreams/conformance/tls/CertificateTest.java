package durablestreams.conformance.tls;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.tls.PemCertificate;
import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that change while the server runs, and those that cannot be used. */
class CertificateTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir Path folder;

  private PemCertificate certificate;
  private ServerProcess server;

  @BeforeEach
  void start() throws Exception {
    certificate = PemCertificate.create(folder, "EC");
    server =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--tls-cert=" + certificate.chain(), "--tls-key=" + certificate.key()));
  }

  @AfterEach
  void stop() {
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

  @Test
  void aNewCertificateIsTakenOverAndReadersStay() throws Exception {
    String path = "/v1/stream/renewed/" + UUID.randomUUID();
    try (HttpClient old = client(certificate, Version.HTTP_2)) {
      old.send(request(path).PUT(BodyPublishers.noBody()).build(), BodyHandlers.discarding());
      CompletableFuture<HttpResponse<byte[]>> waiting =
          old.sendAsync(
              request(path + "?offset=-1&live=long-poll").build(), BodyHandlers.ofByteArray());

      PemCertificate renewed = PemCertificate.create(folder, "RSA");
      Elapsed.until(() -> renewed.isShownAt(server.port()), BOUND, "the new certificate is shown");
      assertThat(certificate.isShownAt(server.port())).isFalse();

      try (HttpClient fresh = client(renewed, Version.HTTP_2)) {
        var appended =
            fresh.send(
                request(path)
                    .header("Content-Type", "application/octet-stream")
                    .POST(BodyPublishers.ofString("for both"))
                    .build(),
                BodyHandlers.discarding());
        assertThat(appended.statusCode()).isEqualTo(204);
      }
      assertThat(waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS).body())
          .asString()
          .isEqualTo("for both");
    }
  }

  @Test
  void filesThatCannotBeUsedChangeNothing() throws Exception {
    PemCertificate.replace(certificate.key(), "-----BEGIN PRIVATE KEY-----\nnonsense\n");
    Elapsed.until(
        () -> server.output().contains("certificate was not renewed"), BOUND, "the log tells");
    assertThat(certificate.isShownAt(server.port())).isTrue();
    assertThat(server.output()).doesNotContain("\tat ");
    PemCertificate renewed = PemCertificate.create(folder, "EC");
    Elapsed.until(() -> renewed.isShownAt(server.port()), BOUND, "the new certificate is shown");
  }

  @Test
  void atTheStartFilesThatCannotBeUsedStopTheServer() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    for (List<String> wrong :
        List.of(
            List.of("--tls-cert=" + empty, "--tls-key=" + certificate.key()),
            List.of("--tls-cert=" + certificate.chain(), "--tls-key=" + empty),
            List.of("--tls-cert=" + certificate.chain()))) {
      ServerProcess.Finished refused =
          ServerProcess.run(
              ServerCommand.store("memory").with("--port=0").with(wrong.toArray(String[]::new)));
      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.errors() + refused.output()).doesNotContain("\tat ");
      assertThat(refused.errors()).containsAnyOf("empty.pem", "TLS_KEY");
      assertThat(refused.errors().strip()).as("one sentence").doesNotContain("\n");
    }
  }
}
