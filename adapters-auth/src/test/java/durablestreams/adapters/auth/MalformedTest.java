package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static durablestreams.adapters.auth.Ask.bearer;
import static durablestreams.adapters.auth.Ask.header;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.auth.token.BearerToken;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Credentials;
import durablestreams.domain.stream.StreamPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client shows, it gets an answer of one line, and nothing to learn from it. */
class MalformedTest {

  private static final List<String> REASONS =
      List.of(
          "the token is not valid",
          "the header Authorization must be Bearer, a space and one token");

  private static final List<String> JSON =
      List.of(
          "",
          " ",
          "{",
          "}",
          "[]",
          "null",
          "7",
          "\"x\"",
          "{}",
          "{\"alg\":null}",
          "{\"alg\":7}",
          "{\"alg\":[\"HS256\"]}",
          "{\"alg\":{}}",
          "{\"alg\":\"\"}",
          "{\"alg\":\"HS256\",\"alg\":\"none\"}",
          "{\"alg\":\"HS256\"}x",
          "{\"alg\":\"HS256\"}{\"alg\":\"HS256\"}",
          "{'alg':'HS256'}",
          "{alg:HS256}",
          "{\"alg\":\"HS256\",}",
          "{\"alg\":\"HS256\" \"kid\":\"x\"}",
          "//x\n{\"alg\":\"HS256\"}",
          "#x\n{\"alg\":\"HS256\"}",
          ")]}'\n{\"alg\":\"HS256\"}",
          "{\"alg\":\"HS256\",\"n\":NaN}",
          "{\"alg\":\"HS256\",\"n\":01}",
          "{\"alg\":\"HS256\",\"n\":+1}",
          "{\"alg\":\"HS256\",\"n\":TRUE}",
          "{\"alg\":\"HS256\",\"n\":\"\\x\"}",
          "{\"alg\":\"HS256\",\"n\":\"\\u12\"}",
          "{\"alg\":\"HS256\",\"n\":\"\t\"}",
          "{\"alg\":\"HS256\",\"n\":" + "[".repeat(500) + "]".repeat(500) + "}",
          "[".repeat(1_000),
          "{\"a\":".repeat(300));

  static List<String> tokens() {
    TestKey key = TestKey.secret(SECRET);
    String good = "{\"alg\":\"HS256\"}";
    List<String> tokens =
        new ArrayList<>(
            List.of(
                ".",
                "..",
                "...",
                "a",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "a.b.c.d.e",
                "=.=.=",
                "====",
                "e30.e30.e30",
                "e30.e30.",
                ".e30.e30",
                "e30..e30",
                "A.A.A",
                "eyJ.eyJ.eyJ"));
    for (String json : JSON) {
      tokens.add(key.token(json, "{\"exp\":9999999999}"));
      if (!json.startsWith("{\"alg\":\"HS256\"}")) {
        tokens.add(key.token(good, json));
      }
    }
    byte[] notUtf8 = "{\"alg\":\"HS256\",\"exp\":9999999999,\"x\":\"\u00ff\"}".getBytes(ISO_8859_1);
    tokens.add(key.token(notUtf8, "{\"exp\":9999999999}".getBytes(UTF_8)));
    tokens.add(key.token(good.getBytes(UTF_8), notUtf8));
    tokens.add(key.token("{\"alg\":\"HS256\",\"x\":\"%s\"}".formatted("x".repeat(5_000)), "{}"));
    tokens.add("x".repeat(BearerToken.MAX_LENGTH + 1));
    tokens.add(key.token(good, "{\"exp\":9999999999}") + "x".repeat(BearerToken.MAX_LENGTH));
    tokens.add(key.token(good, "{\"exp\":9999999999}") + "=");
    tokens.add(key.token(good, "{\"exp\":9999999999}") + "\u00e9");
    tokens.add(" " + key.token(good, "{\"exp\":9999999999}") + " x");
    return tokens;
  }

  private static List<AccessPolicy> policies = List.of();

  @BeforeAll
  static void policies(@TempDir Path dir) throws Exception {
    Path jwks =
        Files.writeString(
            dir.resolve("jwks.json"),
            TestKey.set(TestKey.rsa("r", 2048), TestKey.ec("e"), TestKey.ed25519("d")));
    ManualClock clock = new ManualClock();
    policies =
        List.of(
            Ask.policy(clock, Map.of("AUTH_TOKEN", "w", "READ_JWT_SECRET", SECRET)),
            Ask.policy(
                clock, Map.of("AUTH_JWKS_FILE", jwks.toString(), "AUTH_JWT_SECRET", SECRET)));
  }

  private static void check(Credentials shown, String described) {
    for (AccessPolicy policy : policies) {
      for (Action action : Action.values()) {
        Access access =
            policy.decide(new AccessRequest(action, new StreamPath("session:1"), shown));
        assertThat(access).as(described).isInstanceOf(Access.Unauthenticated.class);
        assertThat(Ask.reason(access)).as(described).isIn(REASONS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void tokensThatAreNone(String token) {
    check(bearer(token), token);
  }

  @Test
  void headersThatAreNone() {
    for (String value :
        List.of(
            "",
            " ",
            "Bearer",
            "Bearer ",
            "Bearer  ",
            "Bearerx",
            "Basic x",
            "Token x",
            "x y",
            "Bearer a b",
            "Bearer a, Bearer a",
            "Bearer\ta",
            "Bearer a\tb",
            "Bearer \u00fc",
            "Digest username=\"x\", nonce=\"\"",
            "Bearer a\u0000")) {
      check(header("Authorization", value), value);
    }
  }

  /** Good tokens with random damage: bytes changed, dropped, doubled, parts swapped. */
  @Test
  @Tag("slow")
  void damagedTokens() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("MalformedTest: seed " + seed);
    Random random = new Random(seed);
    List<TestKey> strangers =
        List.of(
            TestKey.secret("another secret, long enough for HS256"),
            TestKey.rsa("r", 2048),
            TestKey.ec("e"),
            TestKey.ed25519("d"));
    String claims =
        "{\"exp\":9999999999,\"session_id\":\"1\","
            + "\"streams\":[{\"allow\":[\"read\",\"append\"],\"on\":[\"**\"]}]}";
    for (int i = 0; i < 4_000; i++) {
      TestKey key = strangers.get(random.nextInt(strangers.size()));
      String token =
          random.nextBoolean()
              ? damagedText(random, key.token(claims))
              : damagedJson(random, key, claims);
      check(bearer(token), "seed " + seed + ": " + token);
    }
  }

  private static String damagedText(Random random, String token) {
    StringBuilder text = new StringBuilder(token);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(0x21, 0x7f));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, random.nextBoolean() ? '.' : '=');
        default -> text.append(text.substring(at));
      }
    }
    return text.toString();
  }

  private static String damagedJson(Random random, TestKey key, String claims) {
    byte[] header = "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"JWT\"}".getBytes(UTF_8);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      header[random.nextInt(header.length)] = (byte) random.nextInt(256);
    }
    return key.token(header, claims.getBytes(UTF_8));
  }

  /** Signed by somebody who is trusted and makes mistakes: no exception, whatever is in there. */
  @Test
  void damagedClaimsUnderAGoodSignature() {
    long seed = new Random().nextLong();
    System.out.println("MalformedTest: seed " + seed);
    Random random = new Random(seed);
    TestKey key = TestKey.secret(SECRET);
    byte[] claims =
        ("{\"exp\":9999999999,\"nbf\":1,\"sub\":\"s\",\"tenant\":\"t\",\"session_id\":\"1\","
                + "\"streams\":[{\"allow\":[\"read\",\"append\"],\"on\":[\"a/**\",\"*\"]}]}")
            .getBytes(UTF_8);
    byte[] header = "{\"alg\":\"HS256\"}".getBytes(UTF_8);
    int granted = 0;
    for (int i = 0; i < 8_000; i++) {
      byte[] damaged = claims.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt(256)
                    : "{}[]\",:0e-.*/".charAt(random.nextInt(13)));
      }
      for (AccessPolicy policy : policies) {
        Access access =
            policy.decide(
                new AccessRequest(
                    Action.READ, new StreamPath("session:1"), bearer(key.token(header, damaged))));
        granted += access instanceof Access.Granted ? 1 : 0;
      }
    }
    assertThat(granted).as("some damage is harmless").isPositive();
  }
}
