package durablestreams.conformance.access;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.harness.WireRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants that share a server never learn of each other, not even what exists. */
class TenantsTest {
  private static final String EVERYTHING = "read append create delete";
  private static final String A = Tokens.granting("tenant-a", EVERYTHING, "tenant-a/**");
  private static final String B = Tokens.granting("tenant-b", EVERYTHING, "tenant-b/**");
  private static final String OPERATOR = Tokens.granting("operators", EVERYTHING, "**");
  private static final String BRIEF_CLAIMS = Tokens.grant("tenant-a", EVERYTHING, "tenant-a/**");

  private static ServerProcess server;

  private final String id = UUID.randomUUID().toString();
  private final TestStream ofA = server.server().stream("tenant-a/" + id);

  @BeforeAll
  static void start() {
    server =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--auth-jwt-clock-skew=0")
                .env("AUTH_JWT_SECRET", Tokens.SECRET));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpReply as(String token, WireRequest request) {
    return request.header("Authorization", "Bearer " + token).send();
  }

  private TestStream created() {
    as(A, ofA.put(TEXT).body("secret")).expect(201);
    return ofA;
  }

  @Test
  void whatExistsIsRefusedInTheSameWordsAsWhatDoesNot() {
    created();
    TestStream absent = server.server().stream("tenant-a/no" + id.substring(2));
    for (String method : List.of("GET", "HEAD", "PUT", "POST", "DELETE")) {
      HttpReply there = as(B, ofA.request(method));
      HttpReply notThere = as(B, absent.request(method));
      assertThat(there.expect(403).toString().replaceAll("Date: .*", ""))
          .isEqualTo(notThere.toString().replaceAll("Date: .*", ""));
    }
  }

  /** Other ways to write the name of a stream of tenant-a. */
  @ParameterizedTest
  @ValueSource(strings = {"tenant%2Da/%s", "tenant-a%2F%s", "%74enant-a/%s", "%74%65nant-a%2f%s"})
  void anEncodedNameIsTheSameName(String spelling) {
    created();
    TestStream spelled = server.server().stream(spelling.replace("%s", id));
    as(B, spelled.from("-1")).expect(403);
    assertThat(as(A, spelled.from("-1")).expect(200).text()).isEqualTo("secret");
  }

  /** Names that other software might take for one of tenant-a's. Here they are just names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenant-b/../tenant-a/%s",
        "tenant-b/%2e%2e/tenant-a/%s",
        "tenant-b/..%2ftenant-a/%s",
        "tenant-b//../tenant-a/%s",
        "tenant-b/;/../tenant-a/%s",
        "tenant-b/..\\tenant-a/%s",
        "./tenant-a/%s",
        "/tenant-a/%s",
        "TENANT-A/%s",
        "tenant-a;x/%s",
        "tenant-ab/%s"
      })
  void noSpellingLeadsFromOneTenantToAnother(String spelling) {
    created();
    TestStream spelled = server.server().stream(spelling.replace("%s", id));
    assertThat(as(B, spelled.from("-1")).status()).isIn(400, 403, 404);
    assertThat(as(A, spelled.from("-1")).status()).isIn(400, 403);
    HttpReply put = as(B, spelled.put(TEXT));
    assertThat(put.status()).isIn(201, 400, 403);
    assertThat(as(A, ofA.from("-1")).expect(200).text()).isEqualTo("secret");
  }

  @Test
  void aForkNeedsToReadItsSource() {
    created();
    TestStream fork = server.server().stream("tenant-b/fork-" + id);
    WireRequest request = fork.request("PUT").header("Stream-Forked-From", ofA.path());
    as(B, request).expect(403);
    as(B, fork.from("-1")).expect(404);
    as(OPERATOR, request).expect(201);
    // What is in the fork now belongs to tenant-b: an operator decided that.
    assertThat(as(B, fork.from("-1")).expect(200).text()).isEqualTo("secret");
  }

  @Test
  void theRegistryIsForWhoMaySeeEverything() {
    TestStream registry = server.server().stream("__registry__");
    created();
    for (String query :
        List.of("", "offset=-1", "offset=now", "offset=-1&live=long-poll", "offset=-1&live=sse")) {
      as(A, registry.get(query)).expect(403);
      as(B, registry.get(query)).expect(403);
    }
    as(A, registry.request("HEAD")).expect(403);
    TestStream fork = server.server().stream("tenant-b/registry-" + id);
    as(B, fork.request("PUT").header("Stream-Forked-From", registry.path())).expect(403);
    Elapsed.until(
        () -> as(OPERATOR, registry.from("-1")).text().contains("tenant-a/" + id),
        Duration.ofSeconds(20),
        "the registry tells of the new stream");
  }

  @Test
  void liveReadersOfATenantAreNotWokenByAnother() {
    created();
    TestStream ofB = server.server().stream("tenant-b/" + id);
    as(B, ofB.put(JSON).body("{}")).expect(201);
    try (SseReader events =
        SseReader.open(ofB.get("offset=-1&live=sse").header("Authorization", "Bearer " + B))) {
      assertThat(events.take().data()).isEqualTo("[{}]");
      assertThat(events.take().isControl()).isTrue();
      as(A, ofA.post(TEXT, "more")).expect(204);
      as(B, ofB.post(JSON, "{\"for\":\"b\"}")).expect(204);
      assertThat(events.take().data()).isEqualTo("[{\"for\":\"b\"}]");
    }
  }

  @Test
  void anEventStreamEndsWithItsToken() {
    created();
    String brief = Tokens.jwt(BRIEF_CLAIMS, Duration.ofSeconds(3));
    try (SseReader events =
        SseReader.open(ofA.get("offset=-1&live=sse").header("Authorization", "Bearer " + brief))) {
      assertThat(events.head().expect(200).has("WWW-Authenticate")).isFalse();
      // All that was on its way, then the proper end of the response, long before it would end.
      assertThat(events.remaining()).hasSizeGreaterThanOrEqualTo(2);
    }
    as(brief, ofA.from("-1")).expect(401);
    as(A, ofA.post(TEXT, "!")).expect(204);
  }

  @Test
  void aLongPollEndsWithItsToken() {
    created();
    String brief = Tokens.jwt(BRIEF_CLAIMS, Duration.ofSeconds(3));
    // The server would wait for half a minute, and the test for less.
    as(brief, ofA.longPoll("now")).expect(204);
    as(brief, ofA.longPoll("now")).expect(401);
  }
}
