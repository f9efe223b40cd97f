package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static durablestreams.adapters.auth.Ask.policy;
import static durablestreams.adapters.auth.Ask.read;
import static durablestreams.adapters.auth.Ask.word;
import static durablestreams.adapters.auth.JwksServer.after;
import static durablestreams.adapters.auth.JwksServer.keys;
import static durablestreams.adapters.auth.JwksServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.auth.key.JwksUrl;
import durablestreams.adapters.auth.key.KeySet;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JwksUrlTest {

  private static final String CLAIMS =
      "{\"exp\":9999999999,\"streams\":[{\"allow\":[\"read\"],\"on\":[\"**\"]}]}";
  private static final Duration A_MOMENT = Duration.ofMillis(1);

  private final ManualClock clock = new ManualClock();
  private TestKey first;
  private TestKey second;
  private JwksServer server;
  private AccessPolicy policy;

  @BeforeEach
  void start() throws Exception {
    first = TestKey.ec("first");
    second = TestKey.ed25519("second");
    server = new JwksServer(keys(TestKey.set(first)));
    policy =
        policy(
            clock,
            Map.of(
                "AUTH_JWKS_URL",
                server.url(),
                "AUTH_JWT_SECRET",
                SECRET,
                "AUTH_JWT_ISSUER",
                "none",
                "AUTH_JWT_AUDIENCE",
                "none"));
  }

  @AfterEach
  void stop() {
    policy.close();
    server.close();
  }

  private String verdict(TestKey key) {
    return word(read(policy, "s", key.token(CLAIMS)));
  }

  @Test
  void keysAreFetchedForTheFirstTokenAndKept() {
    assertThat(server.asked()).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(verdict(first)).isEqualTo("ok");
    }
    assertThat(server.asked()).isEqualTo(1);
  }

  @Test
  void aNewKeyIsFoundWhenATokenNamesIt() {
    assertThat(verdict(first)).isEqualTo("ok");
    server.answer(keys(TestKey.set(first, second)));
    clock.forward(JwksUrl.PAUSE);
    assertThat(verdict(second)).isEqualTo("ok");
    assertThat(verdict(first)).isEqualTo("ok");
    assertThat(server.asked()).isEqualTo(2);
  }

  @Test
  void unknownKeysDoNotMakeItAskMoreOftenThanThePause() throws Exception {
    assertThat(verdict(first)).isEqualTo("ok");
    for (int i = 0; i < 200; i++) {
      String token = first.token("{\"alg\":\"ES256\",\"kid\":\"guess%d\"}".formatted(i), CLAIMS);
      assertThat(word(read(policy, "s", token))).isEqualTo("401");
      clock.forward(JwksUrl.PAUSE.dividedBy(100));
    }
    assertThat(server.asked()).isEqualTo(2);
    assertThat(verdict(TestKey.secret(SECRET))).isEqualTo("ok");
  }

  @Test
  void aClockThatIsSetBackDoesNotStopTheFetches() throws Exception {
    assertThat(verdict(first)).isEqualTo("ok");
    server.answer(keys(TestKey.set(first, second)));
    clock.set(ManualClock.START.minus(Duration.ofHours(1)));
    assertThat(verdict(second)).isEqualTo("ok");
    assertThat(server.asked()).isEqualTo(2);
    TestKey third = TestKey.ed25519("third");
    server.answer(keys(TestKey.set(first, second, third)));
    clock.forward(JwksUrl.PAUSE);
    assertThat(verdict(third)).as("long before the first fetch by the clock").isEqualTo("ok");
    TestKey fourth = TestKey.ed25519("fourth");
    server.answer(keys(TestKey.set(fourth)));
    clock.forward(JwksUrl.PAUSE);
    assertThat(verdict(fourth)).isEqualTo("ok");
    assertThat(server.asked()).isEqualTo(4);
  }

  @Test
  void manyTokensAtOnceShareOneFetch() throws Exception {
    CountDownLatch signal = new CountDownLatch(1);
    server.answer(after(signal, keys(TestKey.set(first))));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> verdicts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        verdicts.add(threads.submit(() -> verdict(first)));
      }
      signal.countDown();
      for (Future<String> verdict : verdicts) {
        assertThat(verdict.get()).isEqualTo("ok");
      }
    }
    assertThat(server.asked()).isEqualTo(1);
  }

  @Test
  void aKeyThatIsTakenBackCountsNoMore() {
    server.answer(keys(TestKey.set(first, second)));
    assertThat(verdict(first)).isEqualTo("ok");
    assertThat(verdict(second)).isEqualTo("ok");
    server.answer(keys(TestKey.set(second)));
    assertThat(verdict(first)).isEqualTo("ok");
    clock.forward(JwksUrl.FRESH);
    // The old keys serve while the new ones are fetched; a token that needs others waits for them.
    assertThat(word(read(policy, "s", TestKey.secret(SECRET).token("{}")))).isEqualTo("401");
    String unknown = first.token("{\"alg\":\"ES256\",\"kid\":\"unknown\"}", CLAIMS);
    assertThat(word(read(policy, "s", unknown))).isEqualTo("401");
    assertThat(verdict(first)).isEqualTo("401");
    assertThat(verdict(second)).isEqualTo("ok");
  }

  @Test
  void oldKeysServeWhileTheProviderIsDownForALimitedTime() {
    assertThat(verdict(first)).isEqualTo("ok");
    server.close();
    clock.forward(JwksUrl.STALE.minus(A_MOMENT));
    assertThat(verdict(first)).isEqualTo("ok");
    clock.forward(A_MOMENT.multipliedBy(2));
    assertThat(verdict(first)).isEqualTo("503");
    assertThat(verdict(TestKey.secret(SECRET))).isEqualTo("ok");
  }

  @Test
  void withoutKeysThereIsNoAnswerYetAndThenThereIs() {
    server.answer(status(503, "down"));
    assertThat(read(policy, "s", first.token(CLAIMS)))
        .isEqualTo(
            new Access.Unavailable(
                "the keys that tokens are checked with cannot be had right now"));
    server.answer(keys(TestKey.set(first)));
    assertThat(verdict(first)).as("too soon to ask again").isEqualTo("503");
    clock.forward(JwksUrl.PAUSE);
    assertThat(verdict(first)).isEqualTo("ok");
    assertThat(server.asked()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        "{\"keys\":[]}",
        "{\"keys\":7}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}]}",
        "{\"keys\":[{\"kty\":\"new\"}]}",
        "<html>"
      })
  void anAnswerThatIsNoKeySetIsNoAnswer(String body) {
    server.answer(keys(body));
    assertThat(verdict(first)).isEqualTo("503");
    server.answer(keys(TestKey.set(first)));
    clock.forward(JwksUrl.PAUSE);
    assertThat(verdict(first)).isEqualTo("ok");
    server.answer(keys(body));
    clock.forward(JwksUrl.PAUSE);
    assertThat(verdict(second)).isEqualTo("401");
    assertThat(verdict(first)).as("the good keys stay").isEqualTo("ok");
  }

  @Test
  void anAnswerThatIsTooLongIsCutOff() {
    String set = TestKey.set(first);
    server.answer(keys(" ".repeat(JwksUrl.MAX_BYTES - set.length() + 1) + set));
    assertThat(verdict(first)).isEqualTo("503");
    server.answer(keys(" ".repeat(JwksUrl.MAX_BYTES - set.length()) + set));
    clock.forward(JwksUrl.PAUSE);
    assertThat(verdict(first)).isEqualTo("ok");
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    try (JwksServer other = new JwksServer(keys(TestKey.set(first)))) {
      server.answer(exchange -> {
        exchange.getResponseHeaders().set("Location", other.url());
        exchange.sendResponseHeaders(302, -1);
      });
      assertThat(verdict(first)).isEqualTo("503");
      assertThat(other.asked()).isZero();
    }
  }

  /** The first half of the answer comes, the other never does. */
  @Test
  void aStalledAnswerIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    server.answer(exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      after(never, e -> {}).to(exchange);
    });
    try (JwksUrl source = new JwksUrl(URI.create(server.url()), clock, Duration.ofMillis(200))) {
      assertThat(source.newerThan(KeySet.UNAVAILABLE)).isSameAs(KeySet.UNAVAILABLE);
      never.countDown();
      server.answer(keys(TestKey.set(first)));
      assertAnswered(source);
    }
  }

  /** A fetch that a busy machine makes too slow is given up as well; then it is another one. */
  private void assertAnswered(JwksUrl source) {
    int fetches = 0;
    do {
      clock.forward(JwksUrl.PAUSE);
      assertThat(fetches++).as("fetches without an answer").isLessThan(100);
    } while (source.newerThan(KeySet.UNAVAILABLE) == KeySet.UNAVAILABLE);
  }

  /** Every byte comes within the time limit of one read, the whole answer never does. */
  @Test
  void aTricklingAnswerIsGivenUp() {
    server.answer(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream body = exchange.getResponseBody()) {
        while (!Thread.interrupted()) {
          body.write(' ');
          body.flush();
          LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
      }
    });
    try (JwksUrl source = new JwksUrl(URI.create(server.url()), clock, Duration.ofMillis(200))) {
      assertThat(source.newerThan(KeySet.UNAVAILABLE)).isSameAs(KeySet.UNAVAILABLE);
      server.answer(keys(TestKey.set(first)));
      assertAnswered(source);
    }
  }

  @Test
  void unchangedKeysAreTheSameSet() {
    try (JwksUrl source = new JwksUrl(URI.create(server.url()), clock)) {
      KeySet keys = source.newerThan(KeySet.UNAVAILABLE);
      clock.forward(JwksUrl.PAUSE);
      assertThat(source.newerThan(keys)).isSameAs(keys);
      assertThat(server.asked()).isEqualTo(2);
    }
  }

  @Test
  void afterTheEndNothingIsFetched() {
    JwksUrl source = new JwksUrl(URI.create(server.url()), clock);
    source.close();
    assertThat(source.newerThan(KeySet.UNAVAILABLE)).isSameAs(KeySet.UNAVAILABLE);
    assertThat(server.asked()).isZero();
  }
}
