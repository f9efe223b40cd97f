package durablestreams.conformance.caching;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.caching.NginxProxy.Served;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with {@code CACHE_MODE=shared} and a policy behind nginx: what everyone may read is
 * shared, anything else is stored by no cache but the client's own.
 */
class PublicReadsTest {
  private static final int READERS = 200;
  private static final String FILE =
      "{\"everyone\": [{\"allow\": [\"read\"], \"on\": [\"public/**\"]}]}";
  private static final String TOKEN =
      "Bearer " + Tokens.granting("t", "read append create delete", "**");

  @TempDir static Path folder;

  private static ServerProcess origin;
  private static NginxProxy nginx;

  @BeforeAll
  static void start() throws IOException {
    Installed.program("nginx");
    Path file = Files.writeString(folder.resolve("policy.json"), FILE);
    origin =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--cache-mode=shared", "--read-max-bytes=1KiB", "--auth-policy-file=" + file)
                .env("AUTH_JWT_SECRET", Tokens.SECRET));
    nginx = NginxProxy.before(origin.server());
  }

  @AfterAll
  static void stop() {
    if (nginx != null) {
      nginx.close();
    }
    if (origin != null) {
      origin.close();
    }
  }

  private static TestStream created(String name) {
    TestStream stream = origin.server().stream(name);
    withToken(stream.put(JSON)).send().expect(201);
    return stream;
  }

  private static void append(TestStream stream, String body) {
    withToken(stream.post(JSON, body)).send().expect(204);
  }

  private static WireRequest withToken(WireRequest request) {
    return request.header("Authorization", TOKEN);
  }

  private static TestStream behind(NginxProxy proxy, TestStream stream) {
    return new TestStream(proxy.server(), stream.path());
  }

  @Test
  void waitersForAPublicStreamAreOneRequest() throws Exception {
    TestStream stream = created("public/waiters");
    WireRequest poll = behind(nginx, stream).longPoll(START);
    assertThat(waiters(READERS, poll, () -> append(stream, "{\"n\":1}")))
        .allMatch(reply -> reply.status() == 200 && reply.text().equals("[{\"n\":1}]"))
        .allMatch(reply -> reply.list("Cache-Control").contains("public"));
    assertThat(nginx.log(stream.path(), READERS)).filteredOn(Served::reachedTheServer).hasSize(1);
  }

  @Test
  void waitersForAPrivateStreamAreRequestsOfTheirOwn() throws Exception {
    TestStream stream = created("private/waiters");
    WireRequest poll = withToken(behind(nginx, stream).longPoll(START));
    assertThat(waiters(20, poll, () -> append(stream, "{\"n\":1}")))
        .allMatch(reply -> reply.status() == 200 && reply.text().equals("[{\"n\":1}]"))
        .allMatch(reply -> reply.list("Cache-Control").contains("private"));
    assertThat(nginx.log(stream.path(), 20)).allMatch(Served::reachedTheServer);
  }

  /** Sends a request {@code count} times at once, then runs the action, and gives the replies. */
  private static List<HttpReply> waiters(int count, WireRequest request, Runnable whenSent)
      throws Exception {
    List<HttpReply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch sent = new CountDownLatch(count);
      List<Future<HttpReply>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(
            threads.submit(() -> {
              try (WireConnection connection = WireConnection.open(request.address())) {
                connection.write(request.bytes());
                sent.countDown();
                return connection.readReply("GET");
              }
            }));
      }
      sent.await();
      whenSent.run();
      for (Future<HttpReply> one : all) {
        replies.add(one.get());
      }
    }
    return replies;
  }

  /** Nothing but the answers says what may be kept: this cache does not look at credentials. */
  @Test
  void aCacheThatDoesNotLookAtCredentialsKeepsOnlyWhatIsPublic() {
    try (NginxProxy plain =
        NginxProxy.before(
            origin.server(),
            "durable-streams.conf",
            conf ->
                conf.replace(" $http_authorization\" $direct", "\" $direct")
                    .replace("\"GET  \" 0", "\"GET \" 0")
                    .replace("\"GET long-poll \" 0", "\"GET long-poll\" 0"))) {
      TestStream open = filled("public/pages");
      TestStream closed = filled("private/pages");
      for (String query : List.of("offset=-1", "offset=" + START + "&live=long-poll")) {
        HttpReply first = withToken(behind(plain, open).get(query)).send().expect(200);
        assertThat(first.list("Vary")).doesNotContain("Authorization");
        HttpReply second = behind(plain, open).get(query).send().expect(200);
        assertThat(second.body()).isEqualTo(first.body());

        withToken(behind(plain, closed).get(query)).send().expect(200);
        behind(plain, closed).get(query).send().expect(401);
        withToken(behind(plain, closed).get(query)).send().expect(200);
      }
      assertThat(plain.log(open.path(), 4))
          .extracting(Served::cache)
          .containsExactly("MISS", "HIT", "MISS", "HIT");
      assertThat(plain.log(closed.path(), 6))
          .allMatch(Served::reachedTheServer)
          .extracting(Served::cache)
          .containsOnly("MISS");
      assertThat(plain.kept()).isEqualTo(2);
    }
  }

  /** A stream with a page that ends before the tail. */
  private static TestStream filled(String name) {
    TestStream stream = created(name);
    for (int i = 0; i < 3; i++) {
      append(stream, "{\"text\":\"" + "x".repeat(1_024) + "\"}");
    }
    return stream;
  }
}
