package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static durablestreams.adapters.auth.Ask.ask;
import static durablestreams.adapters.auth.Ask.bearer;
import static durablestreams.adapters.auth.Ask.header;
import static durablestreams.adapters.auth.Ask.policy;
import static durablestreams.adapters.auth.Ask.word;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.auth.token.Refusals;
import durablestreams.adapters.auth.token.TokenHash;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.access.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantPolicyTest {

  private static final long EXP = ManualClock.START.getEpochSecond() + 60;

  private final ManualClock clock = new ManualClock();

  @TempDir Path dir;
  private Map<String, String> settings = Map.of();

  @BeforeEach
  void write() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("policy.json"),
            """
            {
              "everyone": [{"allow": ["read"], "on": ["public/**"]}],
              "tokens": [
                {"name": "importer", "tenant": "tenant-a", "sha256": "%s",
                 "streams": [{"allow": ["create", "append"], "on": ["tenant-a/*"]}]},
                {"name": "auditor", "sha256": "%s", "expires": "2030-01-01T00:01:00Z",
                 "streams": [{"allow": ["read"], "on": ["**"]}]}
              ],
              "jwt": [
                {"when": {"groups": ["support", "admins"]},
                 "streams": [{"allow": ["read"], "on": ["*/**"]}]},
                {"when": {"groups": "admins", "mfa": true}, "tenant": "staff",
                 "streams": [{"allow": ["delete"], "on": ["**", "__registry__"]},
                             {"allow": ["read"], "on": ["__registry__"]}]},
                {"when": {"kind": "user"},
                 "streams": [{"allow": ["read", "append", "create", "delete"],
                              "on": ["{tenant}/**", "home-{sub}"]}]}
              ]
            }
            """
                .formatted(sha256("importer-token"), sha256("auditor-token")));
    settings =
        Map.of("AUTH", "policy", "AUTH_POLICY_FILE", file.toString(), "AUTH_JWT_SECRET", SECRET);
  }

  private static String sha256(String token) {
    return java.util.HexFormat.of().formatHex(TokenHash.sha256(token));
  }

  private static Credentials jwt(String claims) {
    return bearer(TestKey.secret(SECRET).token("{\"exp\":%d,%s}".formatted(EXP, claims)));
  }

  private static Credentials shown(String who) {
    return switch (who) {
      case "nobody" -> Credentials.NONE;
      case "importer" -> bearer("importer-token");
      case "auditor" -> bearer("auditor-token");
      case "stranger" -> bearer("stranger-token");
      case "basic" -> header("Authorization", "Basic eDp5");
      case "claim" ->
          jwt("\"streams\":[{\"allow\":[\"read\",\"append\"],\"on\":[\"tenant-a/**\"]}]");
      case "claim all" -> jwt("\"streams\":[{\"allow\":[\"read\"],\"on\":[\"**\"]}]");
      case "odd claim" -> jwt("\"streams\":\"**\"");
      case "nothing" -> jwt("\"sub\":\"x\"");
      case "support" -> jwt("\"groups\":[\"x\",\"support\"]");
      case "admin" -> jwt("\"groups\":\"admins\",\"mfa\":true");
      case "weak admin" -> jwt("\"groups\":\"admins\",\"mfa\":\"true\"");
      case "no mfa" -> jwt("\"groups\":\"admins\",\"mfa\":false");
      case "user a" -> jwt("\"kind\":\"user\",\"tenant\":\"tenant-a\",\"sub\":\"ann\"");
      case "user *" -> jwt("\"kind\":\"user\",\"tenant\":\"**\",\"sub\":\"*\"");
      case "user /" -> jwt("\"kind\":\"user\",\"tenant\":\"tenant-a/x\",\"sub\":\"\u00fc\"");
      case "user registry" -> jwt("\"kind\":\"user\",\"tenant\":\"__registry__\"");
      default -> throw new AssertionError(who);
    };
  }

  /**
   * For each stream the actions that are granted, r(ead), f(ork), a(ppend), c(reate), d(elete), or
   * the refusal when none is.
   */
  private static final String TABLE =
      """
      #             tenant-a/1, tenant-a/b/c, tenant-b/1, public/news, home-ann, __registry__
      nobody,       401,        401,          401,        rf,          401,      401
      importer,     ac,         403,          403,        rf,          403,      403
      auditor,      rf,         rf,           rf,         rf,          rf,       rf
      stranger,     401,        401,          401,        401,         401,      401
      basic,        401,        401,          401,        401,         401,      401
      claim,        rfa,        rfa,          403,        rf,          403,      403
      claim all,    rf,         rf,           rf,         rf,          rf,       rf
      odd claim,    401,        401,          401,        401,         401,      401
      nothing,      403,        403,          403,        rf,          403,      403
      support,      rf,         rf,           rf,         rf,          rf,       403
      admin,        rfd,        rfd,          rfd,        rfd,         rfd,      rfd
      weak admin,   rf,         rf,           rf,         rf,          rf,       403
      no mfa,       rf,           rf,           rf,         rf,          rf,       403
      user a,       rfacd,      rfacd,        403,        rf,          rfacd,    403
      user *,       403,        403,          403,        rf,          403,      403
      user registry,403,        403,          403,        rf,          403,      403
      """;

  @ParameterizedTest
  @CsvSource(textBlock = TABLE)
  void grants(String who, String a1, String abc, String b1, String news, String home, String reg) {
    try (AccessPolicy policy = policy(clock, settings)) {
      assertThat(
              Stream.of(
                      "tenant-a/1",
                      "tenant-a/b/c",
                      "tenant-b/1",
                      "public/news",
                      "home-ann",
                      "__registry__")
                  .map(stream -> granted(policy, stream, shown(who))))
          .containsExactly(a1, abc, b1, news, home, reg);
    }
  }

  private static String granted(AccessPolicy policy, String stream, Credentials shown) {
    Map<Action, String> words =
        Stream.of(Action.values())
            .collect(Collectors.toMap(a -> a, a -> word(ask(policy, a, stream, shown))));
    String granted =
        Stream.of(Action.values())
            .filter(a -> words.get(a).equals("ok"))
            .map(a -> a.name().substring(0, 1).toLowerCase(java.util.Locale.ROOT))
            .collect(Collectors.joining());
    assertThat(words.values().stream().filter(w -> !w.equals("ok")).distinct().count())
        .isLessThanOrEqualTo(1);
    return granted.isEmpty() ? words.get(Action.READ) : granted;
  }

  @Test
  void aClaimIsTextAndNeverAWildcardOrAPath() {
    try (AccessPolicy policy = policy(clock, settings)) {
      assertThat(granted(policy, "**/x", shown("user *"))).isEqualTo("rfacd");
      assertThat(granted(policy, "home-*", shown("user *"))).isEqualTo("rfacd");
      assertThat(granted(policy, "tenant-a/x/y", shown("user /"))).isEqualTo("403");
      assertThat(granted(policy, "home-ü", shown("user /"))).isEqualTo("rfacd");
    }
  }

  @Test
  void callersHaveTenantsSubjectsAndAnExpiry() {
    Instant skewed = Instant.ofEpochSecond(EXP + 30);
    try (AccessPolicy policy = policy(clock, settings)) {
      assertThat(ask(policy, Action.APPEND, "tenant-a/1", shown("importer")))
          .isEqualTo(new Access.Granted(new Caller("tenant-a", "importer", Caller.NEVER)));
      assertThat(ask(policy, Action.READ, "x", shown("auditor")))
          .isEqualTo(
              new Access.Granted(new Caller("auditor", "auditor", Instant.ofEpochSecond(EXP))));
      assertThat(ask(policy, Action.READ, "tenant-a/1", shown("user a")))
          .isEqualTo(new Access.Granted(new Caller("tenant-a", "ann", skewed)));
      assertThat(ask(policy, Action.READ, "tenant-a/1", shown("admin")))
          .isEqualTo(new Access.Granted(new Caller("staff", "staff", skewed)));
      assertThat(ask(policy, Action.READ, "tenant-a/1", shown("claim")))
          .isEqualTo(new Access.Granted(new Caller("unnamed", "unnamed", skewed)));
      assertThat(ask(policy, Action.READ, "public/x", shown("nobody")))
          .isEqualTo(new Access.Granted(Caller.ANONYMOUS, true));
    }
  }

  @Test
  void aFixedTokenRunsOutAtItsInstant() {
    try (AccessPolicy policy = policy(clock, settings)) {
      clock.set(Instant.ofEpochSecond(EXP).minusNanos(1));
      assertThat(word(ask(policy, Action.READ, "x", shown("auditor")))).isEqualTo("ok");
      clock.set(Instant.ofEpochSecond(EXP));
      assertThat(ask(policy, Action.READ, "x", shown("auditor")))
          .isEqualTo(Refusals.invalid("the token has expired"));
    }
  }

  @Test
  void readsAreAlwaysGuarded() {
    try (AccessPolicy policy = policy(clock, settings)) {
      assertThat(policy.guardsReads()).isTrue();
      assertThat(policy.hasPublicReads()).isTrue();
    }
    try (AccessPolicy policy = policy(clock, Map.of("AUTH_JWT_SECRET", SECRET))) {
      assertThat(policy.hasPublicReads()).isFalse();
    }
  }

  /** Even to a caller who has a grant of its own for the stream. */
  @ParameterizedTest
  @CsvSource({
    "nobody, public/news, true",
    "auditor, public/news, true",
    "nothing, public/news, true",
    "claim all, public/news, true",
    "auditor, tenant-a/1, false",
    "claim all, tenant-a/1, false",
    "user a, tenant-a/1, false",
    "admin, __registry__, false"
  })
  void aReadIsGrantedToEveryoneWhereTheFileSaysSo(String who, String stream, boolean everyone) {
    try (AccessPolicy policy = policy(clock, settings)) {
      assertThat(((Access.Granted) ask(policy, Action.READ, stream, shown(who))).everyone())
          .isEqualTo(everyone);
    }
  }

  @Test
  void theFileCanBeTheOnlySourceOfGrants() {
    Map<String, String> fileOnly = new java.util.HashMap<>(settings);
    fileOnly.put("AUTH_JWT_STREAMS_CLAIM", "none");
    try (AccessPolicy policy = policy(clock, fileOnly)) {
      assertThat(word(ask(policy, Action.READ, "tenant-a/1", shown("claim all")))).isEqualTo("403");
      assertThat(word(ask(policy, Action.READ, "tenant-a/1", shown("odd claim")))).isEqualTo("403");
      assertThat(word(ask(policy, Action.READ, "tenant-a/1", shown("user a")))).isEqualTo("ok");
    }
  }

  @Test
  void claimsCanHaveOtherNames() {
    Map<String, String> named =
        Map.of(
            "AUTH_JWT_SECRET", SECRET,
            "AUTH_JWT_STREAMS_CLAIM", "https://example.com/streams",
            "AUTH_JWT_TENANT_CLAIM", "org");
    try (AccessPolicy policy = policy(clock, named)) {
      assertThat(
              ask(
                  policy,
                  Action.DELETE,
                  "o/1",
                  jwt(
                      "\"org\":\"o\",\"sub\":\"s\",\"https://example.com/streams\":"
                          + "[{\"allow\":[\"delete\"],\"on\":[\"o/*\"]}]")))
          .isEqualTo(new Access.Granted(new Caller("o", "s", Instant.ofEpochSecond(EXP + 30))));
      assertThat(word(ask(policy, Action.READ, "tenant-a/1", shown("claim all")))).isEqualTo("403");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"streams\":[{}]",
        "\"streams\":[{\"allow\":[\"write\"],\"on\":[\"**\"]}]",
        "\"streams\":[{\"allow\":[\"read\"],\"on\":[\"a*\"]}]",
        "\"streams\":[{\"allow\":[\"read\"],\"on\":[\"\"]}]",
        "\"streams\":[{\"allow\":[\"read\"],\"on\":[\"/a\"]}]",
        "\"streams\":[{\"allow\":\"read\",\"on\":[\"**\"]}]",
        "\"streams\":[{\"allow\":[\"read\"],\"on\":\"**\"}]",
        "\"streams\":[{\"allow\":[\"read\"],\"on\":[\"**\"],\"not\":[\"x\"]}]",
        "\"streams\":null",
        "\"sub\":7",
        "\"sub\":\"\\u0000\"",
        "\"tenant\":[\"a\"]"
      })
  void aClaimThatIsHalfUnderstoodGrantsNothing(String claims) {
    try (AccessPolicy policy = policy(clock, settings)) {
      assertThat(ask(policy, Action.READ, "a", jwt(claims)))
          .isEqualTo(Refusals.invalid("the token is not valid"));
    }
  }

  @Test
  void bracesInAClaimAreText() {
    try (AccessPolicy policy = policy(clock, settings)) {
      Credentials shown =
          jwt("\"sub\":\"ann\",\"streams\":[{\"allow\":[\"read\"],\"on\":[\"{sub}\"]}]");
      assertThat(word(ask(policy, Action.READ, "ann", shown))).isEqualTo("403");
      assertThat(word(ask(policy, Action.READ, "{sub}", shown))).isEqualTo("ok");
    }
  }
}
