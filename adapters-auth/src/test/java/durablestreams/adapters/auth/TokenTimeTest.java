package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static durablestreams.adapters.auth.Ask.policy;
import static durablestreams.adapters.auth.Ask.read;
import static durablestreams.adapters.auth.Ask.reason;
import static durablestreams.adapters.auth.Ask.word;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expiry, skew, issuer and audience. */
class TokenTimeTest {

  private static final long NOW = ManualClock.START.getEpochSecond();

  private final ManualClock clock = new ManualClock();

  private AccessPolicy with(String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("AUTH_JWT_SECRET", SECRET));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return policy(clock, settings);
  }

  private static String token(String claims) {
    return TestKey.secret(SECRET)
        .token("{\"streams\":[{\"allow\":[\"read\"],\"on\":[\"**\"]}]%s}".formatted(claims));
  }

  /** The token runs out at NOW + 100 and begins at NOW + 10; times are relative to NOW. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # skew,  millis, answer
          0,        9999,  the token is not valid yet
          0,       10000,  ok
          0,       99999,  ok
          0,      100000,  the token has expired
          30,     -20001,  the token is not valid yet
          30,     -20000,  ok
          30,     129999,  ok
          30,     130000,  the token has expired
          300,    399999,  ok
          300,    400000,  the token has expired
          """)
  void theEdges(String skew, long millis, String answer) {
    String token = token(",\"nbf\":%d,\"exp\":%d".formatted(NOW + 10, NOW + 100));
    try (AccessPolicy policy = with("AUTH_JWT_CLOCK_SKEW", skew)) {
      for (int again = 0; again < 2; again++) {
        clock.set(Instant.ofEpochSecond(NOW).plusMillis(millis));
        Access access = read(policy, "s", token);
        assertThat(access instanceof Access.Granted ? "ok" : reason(access)).isEqualTo(answer);
        // Once more with the token known from a time when it was good.
        clock.set(Instant.ofEpochSecond(NOW + 50));
        assertThat(word(read(policy, "s", token))).isEqualTo("ok");
      }
    }
  }

  @Test
  void theSkewIsThirtySecondsWhenNotSet() {
    try (AccessPolicy policy = with()) {
      Access access = read(policy, "s", token(",\"exp\":%d".formatted(NOW)));
      assertThat(((Access.Granted) access).caller().expiresAt())
          .isEqualTo(Instant.ofEpochSecond(NOW + 30));
      clock.forward(Duration.ofSeconds(30));
      assertThat(word(read(policy, "s", token(",\"exp\":%d".formatted(NOW))))).isEqualTo("401");
    }
  }

  @Test
  void secondsMayHaveAFractionOrAnExponent() {
    try (AccessPolicy policy = with("AUTH_JWT_CLOCK_SKEW", "0")) {
      String token = token(",\"exp\":%d.5".formatted(NOW));
      assertThat(word(read(policy, "s", token))).isEqualTo("ok");
      clock.forward(Duration.ofMillis(500));
      assertThat(word(read(policy, "s", token))).isEqualTo("401");
      assertThat(word(read(policy, "s", token(",\"exp\":2.5e11")))).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"exp\":null",
        ",\"exp\":\"9999999999\"",
        ",\"exp\":true",
        ",\"exp\":[9999999999]",
        ",\"exp\":-1",
        ",\"exp\":253402300800",
        ",\"exp\":1e400",
        ",\"exp\":1e999999999",
        ",\"exp\":9999999999,\"exp\":9999999999",
        ",\"exp\":9999999999,\"nbf\":\"1\"",
        ",\"exp\":9999999999,\"nbf\":1e99",
        ",\"exp\":9999999999,\"iss\":7"
      })
  void datesThatAreNoneDoNotPass(String claims) {
    try (AccessPolicy policy = with()) {
      assertThat(reason(read(policy, "s", token(claims)))).isEqualTo("the token is not valid");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ,"iss":"https://issuer","aud":"streams"          | ok
          ,"iss":"https://issuer","aud":["x","streams"]    | ok
          ,"iss":"https://issuer/","aud":"streams"         | the token is not meant for this server
          ,"iss":"https://issuer","aud":"Streams"          | the token is not meant for this server
          ,"iss":"https://issuer","aud":["x"]              | the token is not meant for this server
          ,"iss":"https://issuer","aud":[]                 | the token is not meant for this server
          ,"iss":"https://issuer","aud":{"streams":true}   | the token is not meant for this server
          ,"iss":"https://issuer"                          | the token is not meant for this server
          ,"aud":"streams"                                 | the token is not meant for this server
          """)
  void issuerAndAudienceMustFitWhenSet(String claims, String answer) {
    try (AccessPolicy policy =
        with("AUTH_JWT_ISSUER", "https://issuer", "AUTH_JWT_AUDIENCE", "streams")) {
      Access access = read(policy, "s", token(",\"exp\":%d%s".formatted(NOW + 60, claims)));
      assertThat(access instanceof Access.Granted ? "ok" : reason(access)).isEqualTo(answer);
    }
  }
}
