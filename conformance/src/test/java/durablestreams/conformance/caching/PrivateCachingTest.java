package durablestreams.conformance.caching;

import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.caching.NginxProxy.Served;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.harness.WireRequest;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A shared cache keeps nothing that is for one client alone, or that credentials were needed for.
 */
class PrivateCachingTest {
  private static final ServerCommand SMALL_PAGES =
      ServerCommand.store("memory").with("--read-max-bytes=1KiB");

  @BeforeAll
  static void requireNginx() {
    Installed.program("nginx");
  }

  @Test
  void nothingIsKeptInPrivateMode() {
    nothingIsKept(SMALL_PAGES, UnaryOperator.identity(), 200);
  }

  @Test
  void aClientCannotAskForSharedAnswers() {
    nothingIsKept(SMALL_PAGES, request -> request.header("X-Cache-Mode", "shared"), 200);
  }

  @Test
  void nothingIsKeptWhereReadsAreGuardedWhateverTheMode() {
    String token = Tokens.granting("t", "read append create delete", "**");
    nothingIsKept(
        SMALL_PAGES
            .with("--cache-mode=shared", "--auth=policy")
            .env("AUTH_JWT_SECRET", Tokens.SECRET),
        request -> request.header("Authorization", "Bearer " + token),
        304);
  }

  /**
   * @param again what a client gets that knows the page: nginx does not hand the question on where
   *     it might keep the answer
   */
  private static void nothingIsKept(
      ServerCommand command, UnaryOperator<WireRequest> client, int again) {
    try (ServerProcess origin = ServerProcess.start(command);
        NginxProxy nginx = NginxProxy.before(origin.server())) {
      TestStream stream = nginx.server().unusedStream();
      client.apply(stream.put(TEXT)).send().expect(201);
      for (int i = 0; i < 3; i++) {
        client.apply(stream.post(TEXT, "x".repeat(1_024))).send().expect(204);
      }
      List<WireRequest> reads =
          List.of(stream.get(""), stream.from("-1"), stream.from(START), stream.longPoll(START));
      for (WireRequest read : reads) {
        HttpReply first = client.apply(read).send().expect(200);
        assertThat(first.list("Cache-Control")).contains("private").doesNotContain("public");
        client.apply(read).send().expect(200);
        client.apply(read).header("If-None-Match", first.required("ETag")).send().expect(again);
      }
      List<Served> log = nginx.log(stream.path(), 4 + 3 * reads.size());
      assertThat(log).allMatch(Served::reachedTheServer);
      assertThat(log).extracting(Served::cache).doesNotContain("HIT", "STALE", "REVALIDATED");
      assertThat(nginx.kept()).isZero();
    }
  }
}
