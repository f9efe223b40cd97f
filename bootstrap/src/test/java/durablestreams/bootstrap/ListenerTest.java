package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.tls.PemCertificate;
import durablestreams.bootstrap.process.HealthCheck;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.server.assembly.OpenFileLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the streams of a whole server are, and what proxies in front of it say. */
class ListenerTest {

  private final List<RunningServer> started = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void stopAll() {
    started.forEach(RunningServer::stop);
  }

  private RunningServer start(String... flags) {
    List<String> all = new ArrayList<>(List.of("--port=0", "--admin-port=0", "--store=memory"));
    all.addAll(List.of(flags));
    Settings settings = TestSettings.of(all.toArray(String[]::new));
    Reload reload = new Reload(settings, TestSettings.table().settings(), () -> settings);
    RunningServer server =
        new Wiring(settings, AccessPolicies.onClassPath(), reload, FaultPoints.NONE, Map.of())
            .start(OpenFileLimit.ofThisProcess(), () -> {});
    started.add(server);
    return server;
  }

  @Test
  void streamsAndSubscriptionsFollowTheRoot() {
    RunningServer server = start("--stream-root=/streams");
    try (Http http = new Http(server.port())) {
      var created = http.send("PUT", "/streams/a/b", "x", "Content-Type", "text/plain");
      assertThat(created.statusCode()).isEqualTo(201);
      assertThat(created.headers().firstValue("Location"))
          .contains("http://127.0.0.1:" + server.port() + "/streams/a/b");
      assertThat(http.send("GET", "/streams/a/b?offset=-1", "").body()).isEqualTo("x");
      assertThat(
              http.send("PUT", "/streams/fork", "", "Stream-Forked-From", "/streams/a/b")
                  .statusCode())
          .isEqualTo(201);
      var elsewhere = http.send("PUT", "/streams/f", "", "Stream-Forked-From", "/v1/stream/a/b");
      assertThat(elsewhere.statusCode()).isEqualTo(400);
      assertThat(elsewhere.body()).contains("such as /streams/name");
      assertThat(http.send("GET", "/streams/__ds/jwks.json", "").statusCode()).isEqualTo(200);
      assertThat(http.send("GET", "/v1/stream/a/b", "").statusCode()).isEqualTo(404);
      assertThat(http.send("GET", "/v1/stream/__ds/jwks.json", "").statusCode()).isEqualTo(404);
      assertThat(http.send("GET", "/health", "").body()).isEqualTo("ok\n");
      assertThat(http.send("GET", "/", "").body()).contains("/streams/{name}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "v1",
        "/v1/",
        "//v1",
        "/v1//stream",
        "/v1?x",
        "/v1#x",
        "/..",
        "/v1/../x",
        "/.",
        "/a/.",
        "/a%2Fb",
        "/a b",
        "http://a/b"
      })
  void aRootThatIsNoPlainPathIsRefused(String root) {
    assertThatThrownBy(() -> TestSettings.of("--stream-root=" + root))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("must be a URL path such as /v1/stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "/a/b/c", "/.well-known/streams", "/...", "/a.b_c~d-e"})
  void plainPathsAreRoots(String root) {
    assertThat(TestSettings.of("--stream-root=" + root)).isNotNull();
  }

  @Test
  void theAccessLogHasTheForwardedAddress() throws IOException {
    Path log = folder.resolve("access.log");
    RunningServer server =
        start("--trust-forwarded=x-forwarded", "--access-log=" + log, "--cors-origins=*");
    try (Http http = new Http(server.port())) {
      http.send("GET", "/health", "", "X-Forwarded-For", "1.1.1.1, 192.0.2.7");
      http.send("GET", "/status", "", "X-Forwarded-For", "nonsense");
      http.send("GET", "/", "", "Forwarded", "for=192.0.2.9");
    }
    server.stop();
    started.clear();
    assertThat(Files.readString(log))
        .contains(" 192.0.2.7 \"GET /health\"")
        .contains(" 127.0.0.1 \"GET /status\"")
        .contains(" 127.0.0.1 \"GET /\"");
  }

  @Test
  void onMeansTheFieldOfTheStandard() {
    RunningServer server = start("--trust-forwarded=on", "--trusted-proxies=127.0.0.1");
    try (Http http = new Http(server.port())) {
      var created =
          http.send(
              "PUT",
              "/v1/stream/a",
              "",
              "Forwarded",
              "for=192.0.2.1;proto=https;host=\"a.example:8443\"",
              "X-Forwarded-Host",
              "evil.example");
      assertThat(created.headers().firstValue("Location"))
          .contains("https://a.example:8443/v1/stream/a");
    }
  }

  @Test
  void theHealthCheckFindsOutWhetherTheServerAnswers() {
    RunningServer server = start("--host=0.0.0.0");
    int port = server.port();
    Settings settings = TestSettings.of("--host=0.0.0.0", "--port=" + port);
    assertThat(new HealthCheck(settings).problem()).isEmpty();
    server.stop();
    assertThat(new HealthCheck(settings).problem().orElse(""))
        .startsWith("No answer from 0.0.0.0:" + port);
    assertThatThrownBy(() -> new HealthCheck(TestSettings.of("--port=0")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("health needs the port");
  }

  @Test
  void theHealthCheckTrustsTheCertificateOfTheServerAlone() throws Exception {
    PemCertificate own = PemCertificate.create(Files.createDirectory(folder.resolve("own")), "EC");
    PemCertificate other =
        PemCertificate.create(Files.createDirectory(folder.resolve("other")), "EC");
    RunningServer server = start("--tls-cert=" + own.chain(), "--tls-key=" + own.key());
    String port = "--port=" + server.port();
    assertThat(new HealthCheck(TestSettings.of(port, "--tls-cert=" + own.chain())).problem())
        .isEmpty();
    assertThat(new HealthCheck(TestSettings.of(port, "--tls-cert=" + other.chain())).problem())
        .isPresent();
  }
}
