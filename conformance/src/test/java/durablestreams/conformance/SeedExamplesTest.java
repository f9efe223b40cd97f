package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The first requests a newcomer makes, as curl would send them, on a server with its default
 * settings.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("smoke")
class SeedExamplesTest {
  private static final String START = "0000000000000000_0000000000000000";
  private static final String HELLO = "{\"op\":\"insert\",\"text\":\"hello\"}";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static HttpRequest.Builder doc123(ServerProcess process, String query) {
    return HttpRequest.newBuilder(
            URI.create(process.server().base() + "/v1/stream/doc-123" + query))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private void createAndAppend(ServerProcess process) throws Exception {
    HttpResponse<String> created =
        send(
            doc123(process, "")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.noBody()));
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location"))
        .contains(process.server().base() + "/v1/stream/doc-123");
    assertThat(created.headers().firstValue("Stream-Next-Offset")).contains(START);

    HttpResponse<String> appended =
        send(
            doc123(process, "")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(HELLO)));
    assertThat(appended.statusCode()).isEqualTo(204);
    assertThat(appended.headers().firstValue("Stream-Next-Offset"))
        .contains("0000000000000000_0000000000000001");
  }

  @Test
  void createAppendCatchUpLongPollAndSse() throws Exception {
    try (ServerProcess process = ServerProcess.start(ServerCommand.of())) {
      createAndAppend(process);

      HttpResponse<String> caughtUp = send(doc123(process, "?offset=" + START));
      assertThat(caughtUp.statusCode()).isEqualTo(200);
      assertThat(caughtUp.body()).isEqualTo("[" + HELLO + "]");
      assertThat(caughtUp.headers().firstValue("Stream-Up-To-Date")).contains("true");

      HttpResponse<String> polled = send(doc123(process, "?offset=" + START + "&live=long-poll"));
      assertThat(polled.statusCode()).isEqualTo(200);
      assertThat(polled.body()).isEqualTo("[" + HELLO + "]");
      assertThat(polled.headers().firstValue("Stream-Cursor")).isPresent();

      HttpResponse<Stream<String>> live =
          client.send(
              doc123(process, "?offset=" + START + "&live=sse").build(), BodyHandlers.ofLines());
      assertThat(live.headers().firstValue("Content-Type")).contains("text/event-stream");
      try (Stream<String> lines = live.body()) {
        List<String> seen = lines.takeWhile(line -> !line.contains("streamNextOffset")).toList();
        assertThat(seen)
            .contains("event: data", "event: control")
            .anyMatch(line -> line.contains(HELLO));
      }

      assertThat(send(doc123(process, "").DELETE()).statusCode()).isEqualTo(204);
      assertThat(send(doc123(process, "")).statusCode()).isEqualTo(404);
      process.stop();
    }
  }

  @Test
  void theLogTellsWhereTheServerIs() {
    try (ServerProcess process = ServerProcess.start(ServerCommand.of())) {
      process.stop();
      assertThat(process.output())
          .contains("127.0.0.1:" + process.port())
          .containsIgnoringCase("sqlite")
          .contains(process.data().toString())
          .contains("/v1/stream/");
    }
  }

  @Test
  void theRegistryTellsOfCreationAndDeletion() throws Exception {
    try (ServerProcess process = ServerProcess.start(ServerCommand.of())) {
      createAndAppend(process);
      assertThat(send(doc123(process, "").DELETE()).statusCode()).isEqualTo(204);

      TestStream registry = process.server().stream("__registry__");
      Elapsed.until(
          () -> registry.from("-1").send().text().contains("\"delete\""),
          Duration.ofMinutes(1),
          "the deletion is told");
      String events = registry.from("-1").send().expect(200).text().replaceAll("\\s", "");
      assertThat(events)
          .matches(
              "\\[\\{\"type\":\"stream\",\"key\":\"doc-123\",\"value\":\\{\"path\":\"doc-123\",\"contentType\":"
                  + "\"application/json\",\"createdAt\":\\d{13}\\},\"headers\":\\{\"operation\":\"insert\"\\}\\},"
                  + "\\{\"type\":\"stream\",\"key\":\"doc-123\",\"headers\":\\{\"operation\":\"delete\"\\}\\}\\]");
      assertThat(registry.post(TestStream.JSON, "{}").send().status()).isIn(403, 405);
      assertThat(registry.delete().status()).isIn(403, 405);
    }
  }

  @Test
  void aTokenGuardsWritesAndLeavesReadsOpen() throws Exception {
    try (ServerProcess process =
        ServerProcess.start(ServerCommand.of().env("AUTH_TOKEN", "s3cret"))) {
      HttpRequest.Builder create =
          doc123(process, "")
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.noBody());
      assertThat(send(create.copy()).statusCode()).isEqualTo(401);
      assertThat(send(create.copy().header("Authorization", "Bearer wrong")).statusCode())
          .isEqualTo(401);
      assertThat(send(create.copy().header("Authorization", "Bearer s3cret")).statusCode())
          .isEqualTo(201);
      assertThat(send(doc123(process, "?offset=-1")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void timingIsToldToThoseWhoAsk() throws Exception {
    try (ServerProcess process = ServerProcess.start(ServerCommand.of())) {
      createAndAppend(process);
      assertThat(send(doc123(process, "")).headers().firstValue("Server-Timing")).isEmpty();
      assertThat(
              send(doc123(process, "").header("X-Debug-Timing", "1"))
                  .headers()
                  .firstValue("Server-Timing"))
          .isPresent();
    }
  }
}
