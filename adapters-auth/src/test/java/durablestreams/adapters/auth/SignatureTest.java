package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static durablestreams.adapters.auth.Ask.policy;
import static durablestreams.adapters.auth.Ask.read;
import static durablestreams.adapters.auth.Ask.word;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.AccessPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signatures count, and which tricks do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignatureTest {

  private static final String CLAIMS =
      "{\"exp\":%d,\"streams\":[{\"allow\":[\"read\"],\"on\":[\"**\"]}]}"
          .formatted(ManualClock.START.getEpochSecond() + 60);

  private final ManualClock clock = new ManualClock();
  @TempDir Path dir;

  private TestKey secret;
  private TestKey rsa;
  private TestKey ec;
  private TestKey ed;

  @BeforeAll
  void keys() throws Exception {
    secret = TestKey.secret(SECRET);
    rsa = TestKey.rsa("r", 2048);
    ec = TestKey.ec("e");
    ed = TestKey.ed25519("d");
  }

  private Map<String, String> keySet(String set, String... more) throws Exception {
    Path file = Files.writeString(Files.createTempFile(dir, "jwks", ".json"), set);
    Map<String, String> settings = new HashMap<>(Map.of("AUTH_JWKS_FILE", file.toString()));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private String verdict(Map<String, String> settings, String token) {
    try (AccessPolicy policy = policy(clock, settings)) {
      return word(read(policy, "s", token));
    }
  }

  @Test
  void allFourKindsCount() throws Exception {
    Map<String, String> all = keySet(TestKey.set(rsa, ec, ed), "AUTH_JWT_SECRET", SECRET);
    for (TestKey key : List.of(secret, rsa, ec, ed)) {
      assertThat(verdict(all, key.token(CLAIMS))).isEqualTo("ok");
    }
  }

  @Test
  void ed25519HasTwoNames() throws Exception {
    Map<String, String> settings = keySet(TestKey.set(ed));
    assertThat(verdict(settings, ed.token("{\"alg\":\"Ed25519\",\"kid\":\"d\"}", CLAIMS)))
        .isEqualTo("ok");
    assertThat(verdict(settings, ed.token("{\"alg\":\"Ed448\",\"kid\":\"d\"}", CLAIMS)))
        .isEqualTo("401");
  }

  @Test
  void onlyAlgorithmsThatAreAllowedCount() throws Exception {
    Map<String, String> some =
        keySet(
            TestKey.set(rsa, ec, ed),
            "AUTH_JWT_SECRET",
            SECRET,
            "AUTH_JWT_ALGORITHMS",
            "ES256, EdDSA");
    assertThat(verdict(some, secret.token(CLAIMS))).isEqualTo("401");
    assertThat(verdict(some, rsa.token(CLAIMS))).isEqualTo("401");
    assertThat(verdict(some, ec.token(CLAIMS))).isEqualTo("ok");
    assertThat(verdict(some, ed.token(CLAIMS))).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "HS384", "RS512", "PS256", "hs256"})
  void noOtherAlgorithmIsKnown(String name) throws Exception {
    Map<String, String> all = keySet(TestKey.set(rsa, ec, ed), "AUTH_JWT_SECRET", SECRET);
    String header = "{\"alg\":\"%s\"}".formatted(name);
    String input =
        TestKey.base64(header.getBytes(UTF_8)) + "." + TestKey.base64(CLAIMS.getBytes(UTF_8));
    assertThat(verdict(all, input + ".")).isEqualTo("401");
    assertThat(verdict(all, input + ".AAAA")).isEqualTo("401");
    assertThat(verdict(all, secret.token(header, CLAIMS))).isEqualTo("401");
    assertThat(verdict(all, rsa.token(header, CLAIMS))).isEqualTo("401");
  }

  /** The classic: sign with the public key, which everybody has, as if it were the secret. */
  @Test
  void aPublicKeyIsNeverASecret() throws Exception {
    byte[] n = Base64.getUrlDecoder().decode(rsa.jwk().replaceAll(".*\"n\":\"([^\"]+)\".*", "$1"));
    for (String material :
        List.of(rsa.jwk(), new String(n, UTF_8), TestKey.base64(n), TestKey.set(rsa))) {
      for (String header : List.of("{\"alg\":\"HS256\",\"kid\":\"r\"}", "{\"alg\":\"HS256\"}")) {
        String forged = TestKey.secret(material).token(header, CLAIMS);
        assertThat(verdict(keySet(TestKey.set(rsa)), forged)).isEqualTo("401");
        assertThat(verdict(keySet(TestKey.set(rsa), "AUTH_JWT_SECRET", SECRET), forged))
            .isEqualTo("401");
      }
    }
  }

  @Test
  void theHeaderOfAnotherAlgorithmDoesNotPass() throws Exception {
    Map<String, String> all = keySet(TestKey.set(rsa, ec, ed), "AUTH_JWT_SECRET", SECRET);
    Map<String, TestKey> keys = Map.of("HS256", secret, "RS256", rsa, "ES256", ec, "EdDSA", ed);
    keys.forEach((name, key) ->
        keys.forEach((other, otherKey) -> {
          String token = key.token("{\"alg\":\"%s\"}".formatted(other), CLAIMS);
          assertThat(verdict(all, token)).isEqualTo(name.equals(other) ? "ok" : "401");
        }));
  }

  @Test
  void aKeyInTheTokenIsNotLookedAt() throws Exception {
    TestKey own = TestKey.rsa("own", 2048);
    for (String member :
        List.of(
            "\"jwk\":" + own.jwk(),
            "\"jku\":\"http://127.0.0.1:1/jwks\"",
            "\"x5u\":\"http://127.0.0.1:1/cert\"",
            "\"x5c\":[\"AAAA\"]")) {
      for (String kid : List.of("r", "own")) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"%s\",%s}".formatted(kid, member);
        assertThat(verdict(keySet(TestKey.set(rsa)), own.token(header, CLAIMS))).isEqualTo("401");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"crit\":[\"exp\"]", "\"crit\":[\"b64\"],\"b64\":false", "\"crit\":[]"})
  void anExtensionThatMustBeUnderstoodIsNot(String member) throws Exception {
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"d\",%s}".formatted(member);
    assertThat(verdict(keySet(TestKey.set(ed)), ed.token(header, CLAIMS))).isEqualTo("401");
  }

  @Test
  void theKeyIdChoosesTheKey() throws Exception {
    TestKey second = TestKey.ec("e2");
    Map<String, String> two = keySet(TestKey.set(ec, second));
    assertThat(verdict(two, second.token(CLAIMS))).isEqualTo("ok");
    assertThat(verdict(two, second.token("{\"alg\":\"ES256\"}", CLAIMS))).isEqualTo("ok");
    assertThat(verdict(two, second.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", CLAIMS)))
        .isEqualTo("401");
    assertThat(verdict(two, second.token("{\"alg\":\"ES256\",\"kid\":\"e3\"}", CLAIMS)))
        .isEqualTo("401");
    assertThat(verdict(two, second.token("{\"alg\":\"ES256\",\"kid\":3}", CLAIMS)))
        .isEqualTo("401");
  }

  @Test
  void keysForOtherThingsAreLeftOut() throws Exception {
    TestKey other = TestKey.rsa("other", 2048);
    Map<String, String> settings =
        keySet(
            TestKey.set(
                ec.jwk(), rsa.jwkWith("\"use\":\"enc\""), other.jwkWith("\"alg\":\"RS512\"")));
    assertThat(verdict(settings, ec.token(CLAIMS))).isEqualTo("ok");
    assertThat(verdict(settings, rsa.token(CLAIMS))).isEqualTo("401");
    assertThat(verdict(settings, other.token(CLAIMS))).isEqualTo("401");
  }

  @Test
  void aKeyThatIsTooShortIsLeftOut() throws Exception {
    TestKey weak = TestKey.rsa("weak", 1024);
    assertThat(verdict(keySet(TestKey.set(ec, weak)), weak.token(CLAIMS))).isEqualTo("401");
  }

  @Test
  void signaturesOfNothingDoNotPass() throws Exception {
    Map<String, String> all = keySet(TestKey.set(rsa, ec, ed), "AUTH_JWT_SECRET", SECRET);
    for (TestKey key : List.of(secret, rsa, ec, ed)) {
      String token = key.token(CLAIMS);
      String input = token.substring(0, token.lastIndexOf('.') + 1);
      for (int bytes : new int[] {1, 32, 64, 256}) {
        assertThat(verdict(all, input + TestKey.base64(new byte[bytes]))).isEqualTo("401");
      }
    }
  }

  @Test
  void oneChangedBitIsEnough() throws Exception {
    Map<String, String> all = keySet(TestKey.set(rsa, ec, ed), "AUTH_JWT_SECRET", SECRET);
    try (AccessPolicy policy = policy(clock, all)) {
      for (TestKey key : List.of(secret, rsa, ec, ed)) {
        String[] parts = key.token(CLAIMS).split("\\.");
        for (int part = 0; part < 3; part++) {
          byte[] bytes = Base64.getUrlDecoder().decode(parts[part]);
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            String[] changed = parts.clone();
            changed[part] = TestKey.base64(bytes);
            assertThat(word(read(policy, "s", String.join(".", changed)))).isEqualTo("401");
            bytes[i] ^= 1;
          }
        }
        assertThat(word(read(policy, "s", String.join(".", parts)))).isEqualTo("ok");
      }
    }
  }
}
