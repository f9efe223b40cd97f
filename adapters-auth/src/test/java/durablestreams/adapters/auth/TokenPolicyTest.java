package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.ask;
import static durablestreams.adapters.auth.Ask.bearer;
import static durablestreams.adapters.auth.Ask.header;
import static durablestreams.adapters.auth.Ask.policy;
import static durablestreams.adapters.auth.Ask.reason;
import static durablestreams.adapters.auth.Ask.word;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.access.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPolicyTest {

  private static final String SECRET = "the-secret-of-the-tests-of-readers";

  private static final long EXP = ManualClock.START.getEpochSecond() + 60;

  private final ManualClock clock = new ManualClock();

  private static String token(String secret, String claims) {
    return TestKey.secret(secret).token(claims);
  }

  private static String session(String id) {
    return token(SECRET, "{\"session_id\":\"%s\",\"exp\":%d}".formatted(id, EXP));
  }

  private static Credentials shown(String who) {
    return switch (who) {
      case "nobody" -> Credentials.NONE;
      case "writer" -> bearer("w-token");
      case "guess" -> bearer("w-tokem");
      case "prefix" -> bearer("w-toke");
      case "basic" -> header("Authorization", "Basic dzp0b2tlbg==");
      case "twice" -> header("Authorization", "Bearer w-token, Bearer w-token");
      case "session 1" -> bearer(session("1"));
      case "forger" -> bearer(token("guess", "{\"session_id\":\"1\",\"exp\":%d}".formatted(EXP)));
      case "expired" ->
          bearer(token(SECRET, "{\"session_id\":\"1\",\"exp\":%d}".formatted(EXP - 60)));
      case "no exp" -> bearer(token(SECRET, "{\"session_id\":\"1\"}"));
      case "no session" -> bearer(token(SECRET, "{\"exp\":%d}".formatted(EXP)));
      case "odd session" -> bearer(token(SECRET, "{\"session_id\":7,\"exp\":%d}".formatted(EXP)));
      default -> throw new AssertionError(who);
    };
  }

  /** Columns: reading session:1, session:2, doc; then fork, append, create, delete of doc. */
  private static final String BOTH =
      """
      nobody,      401, 401, 401, 401, 401, 401, 401
      writer,      401, 401, 401, ok,  ok,  ok,  ok
      guess,       401, 401, 401, 401, 401, 401, 401
      prefix,      401, 401, 401, 401, 401, 401, 401
      basic,       401, 401, 401, 401, 401, 401, 401
      twice,       401, 401, 401, 401, 401, 401, 401
      session 1,   ok,  403, ok,  401, 401, 401, 401
      forger,      401, 401, 401, 401, 401, 401, 401
      expired,     401, 401, 401, 401, 401, 401, 401
      no exp,      401, 401, 401, 401, 401, 401, 401
      no session,  401, 401, 401, 401, 401, 401, 401
      odd session, 401, 401, 401, 401, 401, 401, 401
      """;

  private static final String WRITES =
      """
      nobody,      ok,  ok,  ok,  401, 401, 401, 401
      writer,      ok,  ok,  ok,  ok,  ok,  ok,  ok
      guess,       ok,  ok,  ok,  401, 401, 401, 401
      basic,       ok,  ok,  ok,  401, 401, 401, 401
      twice,       ok,  ok,  ok,  401, 401, 401, 401
      session 1,   ok,  ok,  ok,  401, 401, 401, 401
      """;

  private static final String READS =
      """
      nobody,      401, 401, 401, 401, ok,  ok,  ok
      writer,      401, 401, 401, 401, ok,  ok,  ok
      session 1,   ok,  403, ok,  ok,  ok,  ok,  ok
      forger,      401, 401, 401, 401, ok,  ok,  ok
      expired,     401, 401, 401, 401, ok,  ok,  ok
      """;

  @ParameterizedTest
  @CsvSource(textBlock = BOTH)
  void bothGuarded(
      String who, String one, String two, String doc, String f, String a, String c, String d) {
    check(
        Map.of("AUTH_TOKEN", "w-token", "READ_JWT_SECRET", SECRET), who, one, two, doc, f, a, c, d);
  }

  @ParameterizedTest
  @CsvSource(textBlock = WRITES)
  void writesGuarded(
      String who, String one, String two, String doc, String f, String a, String c, String d) {
    check(Map.of("AUTH_TOKEN", "w-token"), who, one, two, doc, f, a, c, d);
  }

  @ParameterizedTest
  @CsvSource(textBlock = READS)
  void readsGuarded(
      String who, String one, String two, String doc, String f, String a, String c, String d) {
    check(Map.of("READ_JWT_SECRET", SECRET), who, one, two, doc, f, a, c, d);
  }

  private void check(Map<String, String> settings, String who, String... expected) {
    try (AccessPolicy policy = policy(clock, settings)) {
      Credentials shown = shown(who);
      assertThat(
              new String[] {
                word(ask(policy, Action.READ, "session:1", shown)),
                word(ask(policy, Action.READ, "session:2", shown)),
                word(ask(policy, Action.READ, "doc", shown)),
                word(ask(policy, Action.FORK, "doc", shown)),
                word(ask(policy, Action.APPEND, "doc", shown)),
                word(ask(policy, Action.CREATE, "doc", shown)),
                word(ask(policy, Action.DELETE, "doc", shown))
              })
          .containsExactly(expected);
      assertThat(policy.guardsReads()).isEqualTo(settings.containsKey("READ_JWT_SECRET"));
      assertThat(policy.hasPublicReads()).isNotEqualTo(policy.guardsReads());
      if (ask(policy, Action.READ, "doc", shown) instanceof Access.Granted granted) {
        assertThat(granted.everyone()).isEqualTo(!policy.guardsReads());
      }
    }
  }

  /** The signature is checked all the same. */
  @Test
  void aShortSecretIsASecret() {
    String claims = "{\"session_id\":\"1\",\"exp\":%d}".formatted(EXP);
    try (AccessPolicy policy =
        policy(clock, Map.of("READ_JWT_SECRET", "dev", "AUTH_ALLOW_WEAK_SECRETS", "on"))) {
      assertThat(word(ask(policy, Action.READ, "doc", bearer(token("dev", claims)))))
          .isEqualTo("ok");
      assertThat(word(ask(policy, Action.READ, "doc", bearer(token("dew", claims)))))
          .isEqualTo("401");
    }
  }

  @Test
  void aForkOfASessionIsNotAWayAroundItsGuard() {
    try (AccessPolicy policy = policy(clock, Map.of("READ_JWT_SECRET", SECRET))) {
      assertThat(word(ask(policy, Action.FORK, "session:2", shown("session 1")))).isEqualTo("403");
      assertThat(word(ask(policy, Action.FORK, "session:2", Credentials.NONE))).isEqualTo("401");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session:11", "session:", "session:1/x", "session:1 "})
  void aSessionIsAWholeName(String stream) {
    try (AccessPolicy policy = policy(clock, Map.of("READ_JWT_SECRET", SECRET))) {
      assertThat(word(ask(policy, Action.READ, stream, shown("session 1")))).isEqualTo("403");
    }
  }

  @Test
  void aReaderIsKnownBySessionAndExpiryAndAWriterStays() {
    try (AccessPolicy policy =
        policy(clock, Map.of("AUTH_TOKEN", "w-token", "READ_JWT_SECRET", SECRET))) {
      assertThat(ask(policy, Action.READ, "doc", shown("session 1")))
          .isEqualTo(new Access.Granted(new Caller("default", "1", Instant.ofEpochSecond(EXP))));
      assertThat(ask(policy, Action.APPEND, "doc", shown("writer")))
          .isEqualTo(new Access.Granted(new Caller("default", "writer", Caller.NEVER)));
    }
  }

  @Test
  void aReadTokenRunsOutAtItsSecondWithoutGrace() {
    try (AccessPolicy policy = policy(clock, Map.of("READ_JWT_SECRET", SECRET))) {
      clock.set(Instant.ofEpochSecond(EXP).minusNanos(1));
      assertThat(word(ask(policy, Action.READ, "doc", shown("session 1")))).isEqualTo("ok");
      clock.forward(Duration.ofNanos(1));
      Access late = ask(policy, Action.READ, "doc", shown("session 1"));
      assertThat(late)
          .isEqualTo(
              new Access.Unauthenticated(
                  "Bearer realm=\"durable-streams\", error=\"invalid_token\","
                      + " error_description=\"the token has expired\"",
                  "the token has expired"));
    }
  }

  @Test
  void aRequestWithoutATokenIsAskedForOneWithoutAnErrorCode() {
    try (AccessPolicy policy = policy(clock, Map.of("AUTH_TOKEN", "w-token"))) {
      assertThat(ask(policy, Action.APPEND, "doc", Credentials.NONE))
          .isEqualTo(
              new Access.Unauthenticated(
                  "Bearer realm=\"durable-streams\"",
                  "a token is needed: send the header Authorization: Bearer <token>"));
    }
  }

  @Test
  void everyWrongTokenGetsTheSameAnswer() {
    try (AccessPolicy policy =
        policy(clock, Map.of("AUTH_TOKEN", "w-token", "READ_JWT_SECRET", SECRET))) {
      for (String who : new String[] {"guess", "forger", "no exp", "no session", "odd session"}) {
        assertThat(reason(ask(policy, Action.READ, "doc", shown(who))))
            .as(who)
            .isEqualTo("the token is not valid");
      }
      assertThat(reason(ask(policy, Action.DELETE, "doc", shown("guess"))))
          .isEqualTo("the token is not valid");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer w-token", "BEARER   w-token", " Bearer w-token "})
  void theSchemeIsInAnyCase(String value) {
    try (AccessPolicy policy = policy(clock, Map.of("AUTH_TOKEN", "w-token"))) {
      assertThat(word(ask(policy, Action.APPEND, "doc", header("authorization", value))))
          .isEqualTo("ok");
    }
  }
}
