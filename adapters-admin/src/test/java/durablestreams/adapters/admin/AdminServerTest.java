package durablestreams.adapters.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.DamagedException;
import durablestreams.application.memory.ExceedsMemoryException;
import durablestreams.application.observe.Readiness;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Readiness readiness = new Readiness();
  private final AtomicInteger changes = new AtomicInteger();
  private AdminServer server;

  private void start(Optional<String> token) {
    List<AdminRoute> routes =
        new ArrayList<>(
            Probes.routes(
                readiness,
                call -> AdminResponse.text(200, "format " + call.header("Accept")),
                () -> AdminResponse.json(200, "{}")));
    routes.add(
        AdminRoute.post(
            "/admin/change",
            "changes something",
            call -> AdminResponse.text(200, "changed " + changes.incrementAndGet())));
    routes.add(
        AdminRoute.get(
            "/admin/things/",
            "one thing",
            call -> AdminResponse.text(200, call.path() + " " + call.parameter("a"))));
    routes.add(
        AdminRoute.get(
            "/broken",
            "fails",
            call -> {
              throw new IllegalStateException("as planned");
            }));
    routes.add(
        AdminRoute.post(
            "/failing",
            "fails as the store does",
            request -> {
              throw switch (String.valueOf(request.parameter("as"))) {
                case "unavailable" -> new StoreFailedException("the disk is full");
                case "unknown" -> new OutcomeUnknownException("the disk failed", new IOException());
                case "large" -> new ExceedsMemoryException(2, 1);
                default -> new DamagedException("a checksum does not match");
              };
            }));
    server = new AdminServer(new AdminSettings("127.0.0.1", 0, token), routes, threads).start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    threads.shutdownNow();
  }

  /** The whole answer, head included. */
  private String ask(String request, String... fields) throws IOException {
    StringBuilder head = new StringBuilder(request + " HTTP/1.1\r\nConnection: close\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    if (List.of(fields).stream().noneMatch(field -> field.startsWith("Host:"))) {
      head.append("Host: localhost:").append(server.port()).append("\r\n");
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(3_000);
      socket
          .getOutputStream()
          .write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      return answer(socket.getInputStream(), request.startsWith("HEAD"));
    }
  }

  private static String answer(InputStream in, boolean headOnly) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return text.toString();
      }
      text.append((char) next);
    }
    Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(text);
    byte[] body =
        length.find() && !headOnly ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
    return text + new String(body, StandardCharsets.UTF_8);
  }

  @Test
  void probesTellTheStateOfTheServer() throws IOException {
    start(Optional.empty());
    assertThat(ask("GET /livez")).startsWith("HTTP/1.1 200").endsWith("ok\n");
    assertThat(ask("GET /readyz"))
        .startsWith("HTTP/1.1 503")
        .endsWith("starting: the store is being read\n");
    readiness.ready(List.of());
    assertThat(ask("GET /readyz")).startsWith("HTTP/1.1 200").endsWith("ready\n");
    readiness.draining();
    assertThat(ask("GET /readyz")).startsWith("HTTP/1.1 503").contains("draining");
  }

  @Test
  void pathsAndMethodsAreChecked() throws IOException {
    start(Optional.empty());
    assertThat(ask("GET /"))
        .startsWith("HTTP/1.1 200")
        .contains("/livez", "/readyz", "/metrics", "/status", "/admin/change");
    assertThat(ask("GET /metrics", "Accept: text/x")).endsWith("format text/x\n");
    assertThat(ask("HEAD /status")).contains("Content-Length: 2").endsWith("\r\n\r\n");
    assertThat(ask("GET /admin/things/a%2Fb?a=1")).endsWith("/admin/things/a%2Fb 1\n");
    assertThat(ask("GET /nothing")).startsWith("HTTP/1.1 404").contains("\"code\":\"not_found\"");
    assertThat(ask("GET /admin/change")).startsWith("HTTP/1.1 405").contains("Allow: POST");
    assertThat(ask("GET /broken")).startsWith("HTTP/1.1 500").doesNotContain("as planned");
    assertThat(ask("POST /admin/change")).startsWith("HTTP/1.1 200").endsWith("changed 1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "unavailable, 503, unavailable, the disk is full",
    "unknown, 500, outcome_unknown, whether this was stored is not known: the disk failed",
    "large, 413, body_too_large, the request needs 2 bytes of 1",
    "damaged, 500, data_damaged, a checksum does not match",
  })
  void failuresOfTheStoreAreAnsweredWithTheirCause(
      String failure, int status, String code, String sentence) throws IOException {
    start(Optional.empty());
    assertThat(ask("POST /failing?as=" + failure))
        .startsWith("HTTP/1.1 " + status)
        .contains("\"code\":\"" + code + "\"", "\"message\":\"" + sentence + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Host: example.com",
        "Host: 127.0.0.1.example.com:80",
        "Host: localhost.example.com",
        "Host: 10.0.0.1",
        "Origin: http://example.com",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
      })
  void pagesOfOtherSitesAreRefused(String field) throws IOException {
    start(Optional.empty());
    assertThat(ask("POST /admin/change", field)).startsWith("HTTP/1.1 403");
    assertThat(ask("GET /status", field)).startsWith("HTTP/1.1 403");
    assertThat(ask("GET /livez", field)).startsWith("HTTP/1.1 200");
    assertThat(changes).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"Host: 127.0.0.1:1", "Host: LOCALHOST", "Host: [::1]:4438", "Sec-Fetch-Site: none"})
  void programsOfThisMachineAreAnswered(String field) throws IOException {
    start(Optional.empty());
    assertThat(ask("GET /status", field)).startsWith("HTTP/1.1 200");
  }

  @Test
  void withATokenOnlyProbesAreOpen() throws IOException {
    start(Optional.of("secret"));
    assertThat(ask("GET /livez")).startsWith("HTTP/1.1 200");
    assertThat(ask("GET /readyz")).startsWith("HTTP/1.1 503");
    for (String path : List.of("/", "/metrics", "/status", "/admin/change", "/nothing")) {
      assertThat(ask("GET " + path)).as(path).startsWith("HTTP/1.1 401");
      assertThat(ask("GET " + path, "Authorization: Bearer wrong")).startsWith("HTTP/1.1 401");
    }
    assertThat(ask("GET /status", "Authorization: Bearer secret", "Host: example.com"))
        .startsWith("HTTP/1.1 200");
    assertThat(ask("GET /status", "Authorization: bearer secret")).startsWith("HTTP/1.1 200");
    assertThat(ask("GET /status", "Authorization: Bearer secret2")).startsWith("HTTP/1.1 401");
  }

  @Test
  void anAddressThatOthersReachNeedsAToken() {
    AdminSettings open = new AdminSettings("0.0.0.0", 0, Optional.empty());
    assertThatThrownBy(() -> new AdminServer(open, List.of(), threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token");
  }

  @Test
  void auditLinesNameTheCallerTheQueryAndTheStatus() throws IOException {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger audit = Logger.getLogger("durablestreams.audit");
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    audit.addHandler(listener);
    try {
      start(Optional.of("a-very-secret-token"));
      String token = "Authorization: Bearer a-very-secret-token";
      ask("GET /metrics?a=1");
      ask("POST /admin/change?level=debug", token);
      ask("POST /failing?as=unavailable", token);
      ask("PUT /admin/change?x=" + "y".repeat(300), token);
      ask("POST /admin/change?token=a%2Dvery-secret-token", token);
      ask("GET /status?a=1", token);
    } finally {
      audit.removeHandler(listener);
    }
    assertThat(lines)
        .containsExactly(
            "audit: refused GET /metrics?a=1 from 127.0.0.1: 401",
            "audit: admin POST /admin/change?level=debug from 127.0.0.1: 200",
            "audit: admin POST /failing?as=unavailable from 127.0.0.1: 503",
            "audit: admin PUT /admin/change?x=" + "y".repeat(198) + "... from 127.0.0.1: 405",
            "audit: admin POST /admin/change?(hidden) from 127.0.0.1: 200");
  }
}
