package durablestreams.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A page on another origin, in a real browser, creates, appends, tails in three ways, and reads the
 * headers of the protocol, as far as the server lets it.
 */
class BrowserTest {
  private static final String MESSAGES = "[{\"n\":0},{\"n\":1},{\"n\":2}]";
  private static final String END = "0000000000000000_0000000000000003";

  @BeforeAll
  static void requireBrowser() {
    Installed.program("chromium");
  }

  private static String streams(ServerProcess server) {
    return server.server().base() + "/v1/stream/web/";
  }

  @Test
  void aPageOfAnyOriginUsesAnOpenServer() throws Exception {
    try (BrowserPage page = new BrowserPage();
        ServerProcess server = ServerProcess.start(ServerCommand.store("memory"))) {
      JsonNode found = page.open(Map.of("streams", streams(server)));
      assertUsed(found, server);
      assertThat(found.at("/eventSource/messages").toString()).isEqualTo(MESSAGES);
      assertThat(found.at("/eventSource/offset").asText()).isEqualTo(END);
      assertThat(found.at("/eventSource/controls").asInt()).isPositive();
    }
  }

  /** With the page's origin among those allowed, and a token in a header, which is preflighted. */
  @Test
  void aPageOfAnAllowedOriginShowsItsToken() throws Exception {
    try (BrowserPage page = new BrowserPage();
        ServerProcess server =
            ServerProcess.start(
                ServerCommand.store("memory")
                    .env("CORS_ORIGINS", "https://app.example," + page.origin())
                    .env("AUTH_JWT_SECRET", Tokens.SECRET))) {
      String token = Tokens.granting("web", "read append create delete", "web/**");
      assertUsed(page.open(Map.of("streams", streams(server), "token", token)), server);
    }
  }

  private static void assertUsed(JsonNode found, ServerProcess server) {
    assertThat(found.path("failure").asText("")).isEmpty();
    assertThat(found.at("/created/status").asInt()).isEqualTo(201);
    assertThat(found.at("/created/location").asText()).isEqualTo(streams(server) + "live");
    assertThat(found.at("/created/offset").asText()).isEqualTo(TestStream.START);
    assertThat(found.at("/appended/status").asInt()).isEqualTo(200);
    assertThat(found.at("/appended/offset").asText()).isEqualTo(END);
    assertThat(found.at("/appended/seq").asText()).isEqualTo("2");
    assertThat(found.at("/closed/status").asInt()).isEqualTo(204);
    assertThat(found.at("/closed/closed").asText()).isEqualTo("true");
    assertThat(found.at("/sse/type").asText()).isEqualTo("text/event-stream");
    assertThat(found.at("/sse/messages").toString()).isEqualTo(MESSAGES);
    assertThat(found.at("/sse/closed").asBoolean()).isTrue();
    assertThat(found.at("/longPoll/messages").toString()).isEqualTo(MESSAGES);
    assertThat(found.at("/longPoll/offset").asText()).isEqualTo(END);
    assertThat(found.at("/longPoll/cursors")).allMatch(cursor -> cursor.asText().matches("\\d+"));

    assertThat(found.at("/page/messages").toString()).isEqualTo("[{\"first\":1},{\"second\":2}]");
    assertThat(found.at("/page/etag").asText()).startsWith("\"").endsWith("\"");
    assertThat(found.at("/page/offset").asText())
        .isEqualTo(found.at("/page/head").asText())
        .endsWith("_0000000000000002");
    assertThat(found.at("/page/upToDate").asText()).isEqualTo("true");
    assertThat(found.at("/page/ttl").asText()).isEqualTo("3600");
    assertThat(found.at("/page/again").asInt()).isEqualTo(304);
    assertThat(found.at("/page/timing").asBoolean()).isTrue();
    assertThat(found.at("/page/fork").asInt()).isEqualTo(201);

    assertThat(found.at("/errors/missing/status").asInt()).isEqualTo(404);
    assertThat(found.at("/errors/missing/code").asText()).isEqualTo("stream_not_found");
    assertThat(found.at("/errors/stale/status").asInt()).isEqualTo(409);
    assertThat(found.at("/errors/stale/closed").asText()).isEqualTo("true");
    assertThat(found.at("/errors/stale/offset").asText()).isEqualTo(END);
    // The preflight does not allow the method, so the browser does not send it.
    assertThat(found.at("/errors/patched").asText()).isEqualTo("TypeError");
    assertThat(found.at("/errors/removed").asInt()).isEqualTo(204);
  }

  @Test
  void aPageOfAnotherOriginIsRefused() throws Exception {
    try (BrowserPage page = new BrowserPage();
        ServerProcess server =
            ServerProcess.start(
                ServerCommand.store("memory").env("CORS_ORIGINS", "https://app.example"))) {
      TestStream stream = server.server().stream("web/live").created(TestStream.JSON);
      JsonNode found = page.open(Map.of("streams", streams(server), "refused", true));
      assertThat(found.path("failure").asText("")).isEmpty();
      assertThat(found.at("/refused/get").asText()).isEqualTo("TypeError");
      assertThat(found.at("/refused/put").asText()).isEqualTo("TypeError");
      assertThat(found.at("/refused/post").asText()).isEqualTo("TypeError");
      assertThat(found.at("/refused/eventSource").asText()).isEqualTo("failed");
      // The preflights failed, so nothing was written either.
      assertThat(stream.from("-1").send().expect(200).text()).isEqualTo("[]");
    }
  }
}
