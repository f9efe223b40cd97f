package durablestreams.conformance.caching;

import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.harness.WireRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What each answer tells caches, in each mode: the table of docs/http.md (protocol, section 10).
 */
class CacheControlTest {
  private static final String TABLE =
      """
                                  private                   shared                                             guarded
      complete page               private, max-age=3600     public, max-age=3600                               private, max-age=3600
      complete page, known        private, max-age=3600     public, max-age=3600                               private, max-age=3600
      page at the tail            private, no-cache         public, max-age=1                                  private, no-cache
      page at the tail, known     private, no-cache         public, max-age=1                                  private, no-cache
      empty page                  private, no-cache         public, max-age=1                                  private, no-cache
      end of a closed stream      private, no-cache         public, max-age=1                                  private, no-cache
      offset=now                  no-store                  no-store                                           no-store
      long-poll with data         private, max-age=60       public, max-age=60, stale-while-revalidate=300     private, max-age=60
      long-poll without data      no-store                  no-store                                           no-store
      long-poll at the end        no-store                  no-store                                           no-store
      long-poll for now           no-store                  no-store                                           no-store
      SSE                         no-cache, no-transform    no-cache, no-transform                             no-cache, no-transform
      HEAD                        no-store                  no-store                                           no-store
      PUT                         no-store                  no-store                                           no-store
      PUT again                   no-store                  no-store                                           no-store
      POST                        no-store                  no-store                                           no-store
      DELETE                      no-store                  no-store                                           no-store
      OPTIONS                     no-store                  no-store                                           no-store
      refusal                     no-store                  no-store                                           no-store
      registry                    private, no-cache         public, max-age=1                                  private, no-cache
      """;

  private static final ServerCommand COMMAND =
      ServerCommand.store("memory").with("--read-max-bytes=1KiB", "--long-poll-timeout=100ms");

  @Test
  void inPrivateMode() {
    check("private", COMMAND, UnaryOperator.identity());
  }

  @Test
  void inSharedMode() {
    check("shared", COMMAND.env("CACHE_MODE", "shared"), UnaryOperator.identity());
  }

  /** The client has no say in it. */
  @Test
  void whateverTheClientAsksFor() {
    check("private", COMMAND, request -> request.header("X-Cache-Mode", "shared"));
    check(
        "shared",
        COMMAND.env("CACHE_MODE", "shared"),
        request -> request.header("X-Cache-Mode", "private"));
  }

  /** Nothing is public where reads are guarded, though the server is in shared mode. */
  @Test
  void whereReadsAreGuarded() {
    String token = Tokens.granting("t", "read append create delete", "**");
    check(
        "guarded",
        COMMAND.env("CACHE_MODE", "shared").env("AUTH_JWT_SECRET", Tokens.SECRET),
        request -> request.header("Authorization", "Bearer " + token));
  }

  /** A token for writers alone leaves reads open, and so for all caches. */
  @Test
  void whereOnlyWritesAreGuarded() {
    check(
        "shared",
        COMMAND.env("CACHE_MODE", "shared").env("AUTH_TOKEN", "writer"),
        request ->
            request.method().equals("GET")
                ? request
                : request.header("Authorization", "Bearer writer"));
  }

  /** No cache shows a stream after its end. */
  @Test
  void nothingIsKeptForLongerThanItsStreamLives() {
    try (ServerProcess server = ServerProcess.start(COMMAND)) {
      TestStream sliding = mortal(server, "Stream-TTL", "50");
      assertThat(told(sliding.from(START))).isEqualTo("private, max-age=50");
      assertThat(told(sliding.longPoll(START))).isEqualTo("private, max-age=50");
      TestStream ending =
          mortal(server, "Stream-Expires-At", Instant.now().plusSeconds(50).toString());
      assertThat(told(ending.from(START))).matches("private, max-age=4[0-9]");
      TestStream later = mortal(server, "Stream-TTL", "86400");
      assertThat(told(later.from(START))).isEqualTo("private, max-age=3600");
      assertThat(told(later.longPoll(START))).isEqualTo("private, max-age=60");
    }
    try (ServerProcess server = ServerProcess.start(COMMAND.env("CACHE_MODE", "shared"))) {
      TestStream sliding = mortal(server, "Stream-TTL", "100");
      assertThat(told(sliding.from(START))).isEqualTo("public, max-age=100");
      assertThat(told(sliding.longPoll(START)))
          .isEqualTo("public, max-age=60, stale-while-revalidate=40");
    }
  }

  private static TestStream mortal(ServerProcess server, String field, String value) {
    TestStream stream = server.server().unusedStream();
    stream.put(TEXT).header(field, value).body("x".repeat(2_048)).send().expect(201);
    return stream;
  }

  private static String told(WireRequest request) {
    return request.send().expect(200).required("Cache-Control");
  }

  private static void check(String mode, ServerCommand command, UnaryOperator<WireRequest> client) {
    try (ServerProcess server = ServerProcess.start(command)) {
      Map<String, HttpReply> replies = replies(server.server().unusedStream(), client);
      Map<String, String> told = new LinkedHashMap<>();
      replies.forEach((row, reply) -> told.put(row, reply.required("Cache-Control")));
      assertThat(told).isEqualTo(column(mode));
      replies.forEach((row, reply) -> {
        boolean kept = told.get(row).startsWith("private");
        assertThat(reply.list("Vary").contains("Authorization"))
            .as("Vary: Authorization in %s", row)
            .isEqualTo(kept && mode.equals("guarded"));
      });
    }
  }

  private static Map<String, HttpReply> replies(
      TestStream stream, UnaryOperator<WireRequest> client) {
    Map<String, HttpReply> replies = new LinkedHashMap<>();
    replies.put("PUT", send(client, stream.put(TEXT), 201));
    replies.put("empty page", send(client, stream.from("-1"), 200));
    replies.put("PUT again", send(client, stream.put(TEXT), 200));
    replies.put("POST", send(client, stream.post(TEXT, "x".repeat(1_024)), 204));
    String middle = replies.get("POST").nextOffset();
    String end = send(client, stream.post(TEXT, "y".repeat(100)), 204).nextOffset();
    replies.put("complete page", send(client, stream.from(START), 200));
    replies.put("complete page, known", known(client, stream.from(START)));
    replies.put("page at the tail", send(client, stream.from(middle), 200));
    replies.put("page at the tail, known", known(client, stream.from(middle)));
    replies.put("offset=now", send(client, stream.from("now"), 200));
    replies.put("long-poll with data", send(client, stream.longPoll(START), 200));
    replies.put("long-poll without data", send(client, stream.longPoll(end), 204));
    replies.put("long-poll for now", send(client, stream.longPoll("now"), 204));
    try (SseReader events = SseReader.open(client.apply(stream.get("offset=-1&live=sse")))) {
      replies.put("SSE", events.head().expect(200));
    }
    replies.put("HEAD", send(client, stream.request("HEAD"), 200));
    replies.put("OPTIONS", send(client, stream.request("OPTIONS"), 204));
    send(client, stream.close(), 204);
    replies.put("end of a closed stream", send(client, stream.from(end), 200));
    replies.put("long-poll at the end", send(client, stream.longPoll(end), 204));
    replies.put("DELETE", send(client, stream.request("DELETE"), 204));
    replies.put("refusal", send(client, stream.from("-1"), 404));
    replies.put("registry", send(client, stream.server().stream("__registry__").from("-1"), 200));
    return replies;
  }

  private static HttpReply send(
      UnaryOperator<WireRequest> client, WireRequest request, int status) {
    return client.apply(request).send().expect(status);
  }

  private static HttpReply known(UnaryOperator<WireRequest> client, WireRequest request) {
    String etag = send(client, request, 200).required("ETag");
    return send(client, request.header("If-None-Match", etag), 304);
  }

  private static Map<String, String> column(String mode) {
    List<String> lines = TABLE.lines().toList();
    List<String> modes = List.of(lines.getFirst().strip().split(" {2,}"));
    Map<String, String> column = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> words = new ArrayList<>(List.of(line.split(" {2,}")));
      column.put(words.removeFirst(), words.get(modes.indexOf(mode)));
    }
    return column;
  }
}
