package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a page of another origin gets to see. */
class BrowserTest {

  private static RawClient.Answer ask(TestServer server, String request, String origin) {
    try (RawClient client = new RawClient(server.port())) {
      return client.send(request + " HTTP/1.1\nHost: x\nOrigin: " + origin + "\n\n").answer();
    }
  }

  private static List<String> list(String value) {
    return Arrays.asList(value.toLowerCase(Locale.ROOT).split(", "));
  }

  @Test
  void everyAnswerMayBeRead() {
    try (TestServer server = TestServer.start();
        Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      for (String request :
          new String[] {
            "GET /v1/stream/s",
            "GET /v1/stream/none",
            "GET /v1/stream/s?offset=",
            "GET /nowhere",
            "GET /health",
            "PATCH /v1/stream/s",
            "POST /v1/stream/s",
            "PUT /v1/stream/s2",
            "PUT /v1/stream/__registry__",
            "GET /v1/stream/__ds/x",
            "OPTIONS /v1/stream/s"
          }) {
        RawClient.Answer answer = ask(server, request, "https://app.example");
        assertThat(answer.all("Access-Control-Allow-Origin")).as(request).containsExactly("*");
        assertThat(answer.all("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.all("Cross-Origin-Resource-Policy")).containsExactly("cross-origin");
        assertThat(list(answer.field("Access-Control-Expose-Headers").orElse("")))
            .contains(
                "stream-next-offset",
                "stream-cursor",
                "stream-up-to-date",
                "stream-closed",
                "etag",
                "location",
                "producer-epoch",
                "producer-seq",
                "producer-expected-seq",
                "producer-received-seq",
                "stream-sse-data-encoding");
        assertThat(answer.all("Cache-Control")).hasSize(1);
      }
    }
  }

  @Test
  void preflightsAreGrantedForADay() {
    try (TestServer server = TestServer.start()) {
      RawClient.Answer answer = ask(server, "OPTIONS /v1/stream/any", "https://app.example");
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.field("Access-Control-Max-Age")).hasValue("86400");
      assertThat(list(answer.field("Access-Control-Allow-Methods").orElse("")))
          .contains("get", "head", "put", "post", "delete");
      assertThat(list(answer.field("Access-Control-Allow-Headers").orElse("")))
          .contains(
              "content-type",
              "authorization",
              "if-match",
              "if-none-match",
              "stream-seq",
              "stream-ttl",
              "stream-expires-at",
              "stream-closed",
              "stream-forked-from",
              "stream-fork-offset",
              "stream-fork-sub-offset",
              "producer-id",
              "producer-epoch",
              "producer-seq");
    }
  }

  @Test
  void originsCanBeNamed() {
    try (TestServer server =
            TestServer.start(settings -> settings.corsOrigins(Set.of("https://app.example")));
        Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      RawClient.Answer known = ask(server, "GET /v1/stream/s", "https://app.example");
      assertThat(known.all("Access-Control-Allow-Origin")).containsExactly("https://app.example");
      assertThat(known.all("Vary")).contains("Origin");
      RawClient.Answer unknown = ask(server, "GET /v1/stream/s", "https://evil.example");
      assertThat(unknown.all("Access-Control-Allow-Origin")).isEmpty();
      assertThat(unknown.all("Vary")).contains("Origin");
      assertThat(unknown.all("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(field(http.get("s"), "Access-Control-Allow-Origin")).isEmpty();
    }
  }
}
