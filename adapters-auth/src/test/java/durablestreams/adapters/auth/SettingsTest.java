package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.auth.json.ReloadedFile;
import durablestreams.adapters.auth.key.KeySet;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.provider.ProviderSettingsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stops the start, and the sentence that it stops with. */
class SettingsTest {

  private final ManualClock clock = new ManualClock();
  @TempDir Path dir;

  private void refused(Map<String, String> settings, String sentence) {
    assertThatThrownBy(() -> Ask.policy(clock, settings))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessage(sentence);
  }

  private static Map<String, String> settings(String pairs) {
    Map<String, String> settings = new TreeMap<>();
    for (String pair : pairs.split(" ")) {
      int equals = pair.indexOf('=');
      settings.put(pair.substring(0, equals), pair.substring(equals + 1).replace("SECRET", SECRET));
    }
    return settings;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AUTH=token | AUTH=token needs AUTH_TOKEN, READ_JWT_SECRET or both
          AUTH_TOKEN= | AUTH_TOKEN is empty: give it a value, or do not set it
          AUTH_TOKEN=w READ_JWT_SECRET= | READ_JWT_SECRET is empty: give it a value, or do not set it
          AUTH_TOKEN=wörter | AUTH_TOKEN must be visible ASCII characters without spaces, as it is sent in a header
          AUTH=open | AUTH is open, but must be one of api-key, none, policy, token
          AUTH=none AUTH_JWKS_URL=https://x | AUTH_JWKS_URL is not used with AUTH=none: remove it, or set AUTH=policy
          AUTH=policy | AUTH=policy needs AUTH_POLICY_FILE, or keys to check tokens with: AUTH_JWT_SECRET, AUTH_JWKS_FILE or AUTH_JWKS_URL
          AUTH=policy AUTH_JWT_ISSUER=x | AUTH=policy needs AUTH_POLICY_FILE, or keys to check tokens with: AUTH_JWT_SECRET, AUTH_JWKS_FILE or AUTH_JWKS_URL
          AUTH_JWT_SECRET=short | AUTH_JWT_SECRET must have at least 32 bytes, such as what openssl rand -base64 32 prints; AUTH_ALLOW_WEAK_SECRETS=on accepts fewer
          AUTH_JWT_SECRET=0123456789abcdef0123456789abcde AUTH_ALLOW_WEAK_SECRETS=off | AUTH_JWT_SECRET must have at least 32 bytes, such as what openssl rand -base64 32 prints; AUTH_ALLOW_WEAK_SECRETS=on accepts fewer
          READ_JWT_SECRET=0123456789abcdef0123456789abcde | READ_JWT_SECRET must have at least 32 bytes, such as what openssl rand -base64 32 prints; AUTH_ALLOW_WEAK_SECRETS=on accepts fewer
          AUTH_TOKEN=w READ_JWT_SECRET=x AUTH_ALLOW_WEAK_SECRETS=off | READ_JWT_SECRET must have at least 32 bytes, such as what openssl rand -base64 32 prints; AUTH_ALLOW_WEAK_SECRETS=on accepts fewer
          READ_JWT_SECRET=SECRET AUTH_ALLOW_WEAK_SECRETS=perhaps | AUTH_ALLOW_WEAK_SECRETS must be on or off, not `perhaps`
          AUTH_JWT_SECRET=SECRET AUTH_ALLOW_WEAK_SECRETS=perhaps | AUTH_ALLOW_WEAK_SECRETS must be on or off, not `perhaps`
          AUTH_JWKS_URL=https://x/ | AUTH_JWKS_URL needs AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE, as tokens for other services would count here as well; the value none turns a check off
          AUTH_JWKS_URL=https://x/ AUTH_JWT_ISSUER=x | AUTH_JWKS_URL needs AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE, as tokens for other services would count here as well; the value none turns a check off
          AUTH_JWKS_URL=https://x/ AUTH_JWT_ISSUER=none | AUTH_JWKS_URL needs AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE, as tokens for other services would count here as well; the value none turns a check off
          AUTH_JWKS_URL=https://x/ AUTH_JWT_AUDIENCE=none | AUTH_JWKS_URL needs AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE, as tokens for other services would count here as well; the value none turns a check off
          AUTH_JWT_SECRET=SECRET AUTH_JWT_ALGORITHMS=HS512 | AUTH_JWT_ALGORITHMS must be some of HS256, RS256, ES256, EdDSA, with commas between them, not `HS512`
          AUTH_JWT_SECRET=SECRET AUTH_JWT_ALGORITHMS=none | AUTH_JWT_ALGORITHMS must be some of HS256, RS256, ES256, EdDSA, with commas between them, not `none`
          AUTH_JWT_SECRET=SECRET AUTH_JWT_ALGORITHMS=HS256,RS256 | AUTH_JWT_ALGORITHMS has RS256, but there is no key for it
          AUTH_JWKS_URL=https://x/ AUTH_JWT_ALGORITHMS=HS256 | AUTH_JWT_ALGORITHMS has HS256, but there is no key for it
          AUTH_JWT_SECRET=SECRET AUTH_JWT_CLOCK_SKEW=-1 | AUTH_JWT_CLOCK_SKEW must be a number of seconds from 0 to 300, such as 30s, not `-1`
          AUTH_JWT_SECRET=SECRET AUTH_JWT_CLOCK_SKEW=301 | AUTH_JWT_CLOCK_SKEW must be a number of seconds from 0 to 300, such as 30s, not `301`
          AUTH_JWT_SECRET=SECRET AUTH_JWT_CLOCK_SKEW=1m | AUTH_JWT_CLOCK_SKEW must be a number of seconds from 0 to 300, such as 30s, not `1m`
          AUTH_JWKS_URL=https://x/ AUTH_JWKS_FILE=x | set AUTH_JWKS_FILE or AUTH_JWKS_URL, not both
          AUTH_JWKS_FILE=/no/such/file | AUTH_JWKS_FILE /no/such/file: does not exist
          AUTH_POLICY_FILE=/no/such/file | AUTH_POLICY_FILE /no/such/file: does not exist
          AUTH_POLICY_FILE=/ | AUTH_POLICY_FILE /: cannot be read
          """)
  void sentences(String given, String sentence) {
    refused(settings(given), sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "http://issuer.example/jwks",
    "ftp://issuer.example/jwks",
    "issuer.example/jwks",
    "https://user:pass@issuer.example/jwks",
    "https:///jwks",
    "file:///etc/jwks",
    "https://%zz",
    "http://localhost.example/jwks",
    "http://127.0.0.2:1/jwks",
    ":"
  })
  void keysComeBySafeWaysOnly(String url) {
    refused(
        Map.of("AUTH_JWKS_URL", url),
        "AUTH_JWKS_URL must be an https URL without a user, such as"
            + " https://issuer.example/jwks.json; http only to localhost");
  }

  @ParameterizedTest
  @CsvSource({
    "https://issuer.example/jwks",
    "HTTPS://issuer.example:8443/a?b=c",
    "http://localhost:1/jwks",
    "http://127.0.0.1:1/",
    "http://[::1]:1/"
  })
  void aServerStartsBeforeItsIdentityProvider(String url) {
    try (AccessPolicy policy =
        Ask.policy(
            clock,
            Map.of("AUTH_JWKS_URL", url, "AUTH_JWT_ISSUER", "none", "AUTH_JWT_AUDIENCE", "none"))) {
      assertThat(policy.guardsReads()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AUTH_JWT_SECRET=x", "READ_JWT_SECRET=x", "AUTH_TOKEN=w READ_JWT_SECRET=x"})
  void shortSecretsStartAServerOnlyWhenASettingSaysSo(String given) {
    try (AccessPolicy policy = Ask.policy(clock, settings(given + " AUTH_ALLOW_WEAK_SECRETS=on"))) {
      assertThat(policy.guardsReads()).isTrue();
    }
  }

  private void refusedFile(String setting, String content, String sentence) throws Exception {
    Path file = Files.writeString(dir.resolve("file.json"), content);
    refused(
        Map.of(setting, file.toString(), "AUTH", "policy"),
        setting + " " + file + sentence.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                              | , line 1: is not valid JSON
          ''                                             | , line 1: is not valid JSON
          []                                             | , line 1: must be an object
          {} x                                           | , line 1: has text after the end of the JSON
          {} {}                                          | , line 1: has text after the end of the JSON
          {"everyone": [{]}                              | , line 1, everyone[0]: is not valid JSON
          {"everyone": [{"allow": ["read"],~"on": [1~ 2]}]} | , line 3, everyone[0].on[1]: is not valid JSON
          {"token": []}                                  | , line 1, token: is not a field here; the fields are everyone, jwt, tokens
          {"everyone": {}}                               | , line 1, everyone: must be a list
          {"everyone": [],~ "everyone": []}              | , line 2, everyone: stands there twice
          {"everyone": [~~{"allow": ["raed"], "on": []}]} | , line 3, everyone[0].allow[0]: is `raed`, which is no action; the actions are read, append, create, delete, subscribe, claim
          {"everyone": [{"allow": ["read"],~"on": ["a",~"b*"]}]} | , line 3, everyone[0].on[1]: may have * (one segment) and ** (any number) only as a whole segment between slashes
          {"everyone": [{"on": []}]}                     | , line 1, everyone[0]: allow is missing
          {"everyone": [{"allow": []}]}                  | , line 1, everyone[0]: on is missing
          {"everyone": [{"allow": ["read"], "on": [7]}]} | , line 1, everyone[0].on[0]: must be text that is not empty
          {"tokens": [{}]}                               | , line 1, tokens[0]: name is missing
          {"tokens": [{"name": 7}]}                      | , line 1, tokens[0].name: must be text that is not empty
          {"tokens": [{"name": "a"}]}                    | , line 1, tokens[0]: sha256 is missing
          {"tokens": [{"name": "a", "sha256": "secret"}]} | , line 1, tokens[0].sha256: must be the 64 hex digits of the SHA-256 of the token
          {"tokens": [{"name": "a", "sha256": "HASH"}]}  | , line 1, tokens[0]: streams is missing
          {"tokens": [{"name": "a\\u0000", "sha256": "HASH", "streams": []}]} | , line 1, tokens[0].name: must be a name of at most 256 characters, without control characters
          {"tokens": [{"name": "a", "sha256": "HASH", "streams": [], "expires": "soon"}]} | , line 1, tokens[0].expires: must be a time such as 2030-01-01T00:00:00Z
          {"tokens": [{"name": "a", "sha256": "HASH", "streams": []},~{"name": "a", "sha256": "HASH", "streams": []}]} | , line 2, tokens[1].name: is the name of another token, too
          {"tokens": [{"name": "a", "sha256": "HASH", "streams": []},~{"name": "b", "sha256": "HASH", "streams": []}]} | , line 2, tokens[1].sha256: is the hash of another token, too
          {~"jwt": []}                                   | , line 2, jwt: needs keys to check tokens with: set AUTH_JWT_SECRET, AUTH_JWKS_FILE or AUTH_JWKS_URL
          """)
  void policyFiles(String content, String sentence) throws Exception {
    refusedFile(
        "AUTH_POLICY_FILE",
        content.replace("~", "\n").replace("HASH", "0123456789abcdef".repeat(4)),
        sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"streams": []}                       | [0]: when is missing
          {"when": {}}                          | [0]: streams is missing
          {"when": [], "streams": []}           | [0].when: must be an object
          {"when": {"n": 7}, "streams": []}     | [0].when.n: must be text, true or false, or a list of such values
          {"when": {"n": ["a", null]}, "streams": []} | [0].when.n[1]: must be text, true or false, or a list of such values
          {"when": {}, "tenant": "", "streams": []} | [0].tenant: must be text that is not empty
          {"when": {}, "tenants": "a", "streams": []} | [0].tenants: is not a field here; the fields are streams, tenant, when
          {"when": {}, "streams": [{"allow": [], "on": ["{tenant/**"]}]} | [0].streams[0].on[0]: has braces that are not in order; {sub} stands for the claim sub
          """)
  void rulesForClaims(String rule, String sentence) throws Exception {
    Path file = Files.writeString(dir.resolve("file.json"), "{\"jwt\": [" + rule + "]}");
    refused(
        Map.of("AUTH", "policy", "AUTH_POLICY_FILE", file.toString(), "AUTH_JWT_SECRET", SECRET),
        "AUTH_POLICY_FILE " + file + ", line 1, jwt" + sentence);
  }

  @Test
  void keySets() throws Exception {
    String needed =
        ": has no key for signatures with RS256 (at least 2048 bits), ES256 or EdDSA (Ed25519)";
    refusedFile("AUTH_JWKS_FILE", "{", ": is not a JSON Web Key set");
    refusedFile("AUTH_JWKS_FILE", "{\"keys\":7}", ": is not a JSON Web Key set");
    refusedFile("AUTH_JWKS_FILE", TestKey.set(new String[0]), needed);
    refusedFile("AUTH_JWKS_FILE", TestKey.set(TestKey.rsa("weak", 1024)), needed);
    refusedFile(
        "AUTH_JWKS_FILE",
        TestKey.set(TestKey.secret(SECRET)),
        ": has a private or secret key; only public ones belong here");
    refusedFile(
        "AUTH_JWKS_FILE",
        TestKey.set(TestKey.ed25519("d").jwkWith("\"d\":\"" + TestKey.base64(new byte[32]) + "\"")),
        ": has a private or secret key; only public ones belong here");
    String[] many = new String[KeySet.MAX_KEYS + 1];
    java.util.Arrays.fill(many, TestKey.ed25519("d").jwk());
    refusedFile("AUTH_JWKS_FILE", TestKey.set(many), ": has more than 64 keys");
  }

  @Test
  void filesAreUtf8AndNotTooLarge() throws Exception {
    Path file = dir.resolve("file.json");
    Files.write(file, "{\"everyone\": [\"\u00ff\"]}".getBytes(StandardCharsets.ISO_8859_1));
    refused(
        Map.of("AUTH_POLICY_FILE", file.toString()),
        "AUTH_POLICY_FILE " + file + ", line 1: is not UTF-8");
    Files.write(file, new byte[ReloadedFile.MAX_BYTES + 1]);
    refused(
        Map.of("AUTH_POLICY_FILE", file.toString()),
        "AUTH_POLICY_FILE " + file + ": is larger than 4194304 bytes");
  }

  @Test
  void noSentenceHoldsASecret() {
    for (ProviderSettingsException e :
        new ProviderSettingsException[] {
          caught(Map.of("AUTH_TOKEN", "my secret")), caught(Map.of("AUTH_JWT_SECRET", "my secret"))
        }) {
      assertThat(e).hasMessageNotContaining("my secret");
    }
  }

  private ProviderSettingsException caught(Map<String, String> settings) {
    try (AccessPolicy policy = Ask.policy(clock, settings)) {
      throw new AssertionError("started with " + policy);
    } catch (ProviderSettingsException e) {
      return e;
    }
  }
}
