package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.settings.CacheMode;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.domain.reading.ReadLimit;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Caching of answers where a policy grants some reads to everyone and others to some callers. */
class PublicReadsTest {
  private static final String TEXT = "text/plain";
  private static final String CUT = "0000000000000000_0000000000000010_c";
  private static final String TAIL = "0000000000000000_0000000000000011";

  /** Grants reads below {@code open/} to everyone, and everything to callers with a name. */
  private static final class SomePublicStreams implements AccessPolicy {
    @Override
    public Access decide(AccessRequest request) {
      boolean everyone =
          request.action() == Action.READ && request.stream().value().startsWith("open/");
      return everyone || request.credentials().header("Authorization").isPresent()
          ? new Access.Granted(Caller.ANONYMOUS, everyone)
          : new Access.Unauthenticated("Bearer realm=\"test\"", "send a token");
    }

    @Override
    public boolean guardsReads() {
      return true;
    }
  }

  private static TestServer shared;
  private static TestServer own;
  private static Requests sharedHttp;
  private static Requests ownHttp;

  @BeforeAll
  static void start() {
    shared = server(CacheMode.SHARED);
    own = server(CacheMode.PRIVATE);
    sharedHttp = filled(shared);
    ownHttp = filled(own);
  }

  private static TestServer server(CacheMode mode) {
    ServiceSettings all = ServiceSettings.DEFAULT;
    return TestServer.start(
        settings ->
            settings
                .cacheMode(mode)
                .gzipMinBytes(1)
                .longPollTimeout(Duration.ofMillis(20))
                .sseLifetime(Duration.ofMillis(100)),
        new SomePublicStreams(),
        new ServiceSettings(
            all.rotation(),
            all.offload(),
            all.sequencer(),
            new ReadLimit(5),
            all.registry(),
            all.liveReadersPerStream(),
            all.registryMessages(),
            all.streamLimits()));
  }

  private static Requests filled(TestServer server) {
    Requests http = new Requests(server);
    for (String stream : new String[] {"open/s", "closed/s"}) {
      http.send("PUT", stream, "", "Authorization", "x", "Content-Type", TEXT);
      http.append(stream, TEXT, "hello world", "Authorization", "x");
    }
    return http;
  }

  @AfterAll
  static void stop() {
    sharedHttp.close();
    ownHttp.close();
    shared.close();
    own.close();
  }

  /** Each path of a read: the query, and what the answer says in shared mode to everyone. */
  private static final String PATHS =
      """
      GET,  '',                             200, 'public, max-age=3600',            'private, max-age=3600'
      GET,  '?offset=$CUT',                 200, 'public, max-age=1',               'private, no-cache'
      GET,  '?offset=now',                  200, no-store,                          no-store
      GET,  '?offset=-1&live=long-poll',    200, 'public, max-age=60, stale-while-revalidate=300', 'private, max-age=60'
      GET,  '?offset=$TAIL&live=long-poll', 204, no-store,                          no-store
      GET,  '?offset=now&live=long-poll',   204, no-store,                          no-store
      GET,  '?offset=-1&live=sse',          200, 'no-cache, no-transform',          'no-cache, no-transform'
      GET,  '?offset=x',                    400, no-store,                          no-store
      GET,  '?offset=-1&live=x',            400, no-store,                          no-store
      HEAD, '',                             200, no-store,                          no-store
      """;

  @ParameterizedTest
  @CsvSource(textBlock = PATHS)
  void aReadGrantedToEveryoneIsPublicInSharedMode(
      String method, String query, int status, String open, String guarded) throws IOException {
    for (String[] fields : new String[][] {{}, {"Authorization", "x"}}) {
      HttpResponse<?> answer = get(sharedHttp, method, "open/s", query, fields);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(field(answer, "Cache-Control")).isEqualTo(open);
      assertThat(answer.headers().allValues("Vary")).doesNotContain("Authorization");
      HttpResponse<?> inPrivate = get(ownHttp, method, "open/s", query, fields);
      assertThat(field(inPrivate, "Cache-Control")).isEqualTo(guarded);
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = PATHS)
  void anyOtherReadIsNotPublicInAnyMode(
      String method, String query, int status, String open, String guarded) throws IOException {
    for (Requests http : new Requests[] {sharedHttp, ownHttp}) {
      HttpResponse<?> answer = get(http, method, "closed/s", query, "Authorization", "x");
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(field(answer, "Cache-Control")).isEqualTo(guarded);
      assertThat(answer.headers().firstValue("X-Accel-Expires")).isEmpty();
      if (guarded.startsWith("private")) {
        assertThat(answer.headers().allValues("Vary")).contains("Authorization");
      }
      HttpResponse<?> refused = get(http, method, "closed/s", query);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(field(refused, "Cache-Control")).isEqualTo("no-store");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 'public, max-age=3600', 'private, max-age=3600'",
    "'', gzip, 'public, max-age=3600', 'private, max-age=3600'",
    "'?offset=$CUT', '', 'public, max-age=1', 'private, no-cache'",
    "'?offset=-1&live=long-poll', '', 'public, max-age=60, stale-while-revalidate=300',"
        + " 'private, max-age=60'"
  })
  void a304SaysTheSameAsThePage(String query, String encoding, String open, String guarded)
      throws IOException {
    for (String stream : new String[] {"open/s", "closed/s"}) {
      String[] fields =
          encoding.isEmpty()
              ? new String[] {"Authorization", "x"}
              : new String[] {"Authorization", "x", "Accept-Encoding", encoding};
      String tag = field(get(sharedHttp, "GET", stream, query, fields), "ETag");
      HttpResponse<?> same =
          get(sharedHttp, "GET", stream, query, "Authorization", "x", "If-None-Match", tag);
      assertThat(same.statusCode()).isEqualTo(304);
      assertThat(field(same, "Cache-Control"))
          .isEqualTo(stream.startsWith("open") ? open : guarded);
    }
  }

  private static HttpResponse<?> get(
      Requests http, String method, String stream, String query, String... fields)
      throws IOException {
    String address = stream + query.replace("$CUT", CUT).replace("$TAIL", TAIL);
    HttpResponse<InputStream> answer = http.open(method, address, fields);
    try (InputStream body = answer.body()) {
      body.readAllBytes();
    }
    return answer;
  }
}
