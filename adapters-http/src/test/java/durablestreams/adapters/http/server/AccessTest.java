package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.access.ClientRequest;
import durablestreams.application.assembly.ServiceSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of the answers of a policy. */
class AccessTest {

  /** Whoever is named {@code X-Who: admin} may do all; {@code reader} may read what is public/. */
  private static final class NamedCallers implements AccessPolicy {

    @Override
    public Access decide(AccessRequest request) {
      return switch (request.credentials().header("x-who").orElse("")) {
        case "" -> new Access.Unauthenticated("Bearer realm=\"test\"", "say who you are");
        case "admin" -> new Access.Granted(Caller.ANONYMOUS);
        case "brief" ->
            new Access.Granted(new Caller("t", "s", Instant.now().plus(Duration.ofMillis(300))));
        case "reader" ->
            request.action() == Action.READ && request.stream().value().startsWith("public/")
                ? new Access.Granted(Caller.ANONYMOUS)
                : new Access.Forbidden("readers read what is public");
        case "forker" ->
            request.action() == Action.CREATE
                ? new Access.Granted(Caller.ANONYMOUS)
                : new Access.Forbidden("no forks");
        case "seen" -> new Access.Refused(403, Map.of("X-Seen", seen(request.client())), "");
        case "guest" ->
            new Access.Refused(
                302, Map.of("Location", "/login", "Content-Type", "text/html"), "<p>Sign in: ü");
        case "fault" -> throw new IllegalStateException("the policy is broken");
        default -> new Access.Unavailable("the directory does not answer");
      };
    }

    private static String seen(ClientRequest client) {
      return client.method() + " " + client.target() + " " + client.address();
    }

    @Override
    public boolean guardsReads() {
      return true;
    }
  }

  private static TestServer server;
  private static Requests http;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            settings -> settings.sseLifetime(Duration.ofMinutes(5)),
            new NamedCallers(),
            ServiceSettings.DEFAULT);
    http = new Requests(server);
    http.send("PUT", "public/a", "", "X-Who", "admin", "Content-Type", "text/plain");
    http.send("PUT", "secret", "", "X-Who", "admin", "Content-Type", "text/plain");
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, public/a, reader, 200",
    "HEAD, public/a, reader, 200",
    "POST, public/a, reader, 403",
    "PUT, public/a, reader, 403",
    "DELETE, public/a, reader, 403",
    "GET, secret, reader, 403",
    "GET, no-such-stream, reader, 403",
    "GET, __registry__, reader, 403",
    "GET, no-such-stream, admin, 404",
    "GET, secret, other, 503",
    "POST, secret, fault, 500",
    "OPTIONS, secret, reader, 204"
  })
  void aPolicyDecides(String method, String stream, String who, int status) {
    HttpResponse<String> answer = http.send(method, stream, "", "X-Who", who);
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status >= 400) {
      assertThat(field(answer, "Cache-Control")).isEqualTo("no-store");
      assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    }
  }

  @ParameterizedTest
  @CsvSource({"GET", "HEAD", "PUT", "POST", "DELETE"})
  void strangersAreAskedWhoTheyAre(String method) {
    for (String stream : new String[] {"public/a", "no-such-stream"}) {
      HttpResponse<String> answer = http.send(method, stream, "");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(field(answer, "WWW-Authenticate")).isEqualTo("Bearer realm=\"test\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"GET", "HEAD", "PUT", "POST", "DELETE"})
  void aPolicyAnswersWithAResponseOfItsOwn(String method) {
    HttpResponse<String> answer = http.send(method, "secret", "", "X-Who", "guest");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(field(answer, "Location")).isEqualTo("/login");
    assertThat(field(answer, "Content-Type")).isEqualTo("text/html");
    assertThat(field(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.body()).isEqualTo(method.equals("HEAD") ? "" : "<p>Sign in: ü");
  }

  @Test
  void aPolicySeesTheRequest() {
    HttpResponse<String> answer = http.get("public/%61?offset=-1", "X-Who", "seen");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(field(answer, "X-Seen")).isEqualTo("GET /v1/stream/public/%61?offset=-1 127.0.0.1");
  }

  @Test
  void aForkNeedsItsSource() {
    assertThat(
            http.send("PUT", "f", "", "X-Who", "forker", "Stream-Forked-From", "/v1/stream/secret")
                .statusCode())
        .isEqualTo(403);
    assertThat(http.send("PUT", "g", "", "X-Who", "forker").statusCode()).isEqualTo(201);
  }

  @Test
  void theStatusIsForThoseWhoSeeAll() {
    assertThat(http.sendTo("/health", "GET", "").statusCode()).isEqualTo(200);
    assertThat(http.sendTo("/status", "GET", "").statusCode()).isEqualTo(401);
    assertThat(http.sendTo("/status", "GET", "", "X-Who", "reader").statusCode()).isEqualTo(403);
    assertThat(http.sendTo("/status", "GET", "", "X-Who", "admin").statusCode()).isEqualTo(200);
  }

  @Test
  void liveReadersEndWithTheirCredentials() {
    try (RawClient reader = new RawClient(server.port())) {
      reader.send("GET /v1/stream/public/a?offset=-1&live=sse HTTP/1.1\nHost: x\nX-Who: brief\n\n");
      reader.head();
      reader.chunk();
      assertThat(reader.chunk()).isEmpty();
    }
    assertThat(http.get("public/a?offset=-1&live=long-poll", "X-Who", "brief").statusCode())
        .isEqualTo(204);
  }
}
