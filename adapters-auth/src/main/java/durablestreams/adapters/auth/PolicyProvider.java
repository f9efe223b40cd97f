package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.settings.PolicySettings.ALGORITHMS;
import static durablestreams.adapters.auth.settings.PolicySettings.AUDIENCE;
import static durablestreams.adapters.auth.settings.PolicySettings.CLOCK_SKEW;
import static durablestreams.adapters.auth.settings.PolicySettings.ISSUER;
import static durablestreams.adapters.auth.settings.PolicySettings.JWKS_FILE;
import static durablestreams.adapters.auth.settings.PolicySettings.JWKS_URL;
import static durablestreams.adapters.auth.settings.PolicySettings.JWT_SECRET;
import static durablestreams.adapters.auth.settings.PolicySettings.POLICY_FILE;
import static durablestreams.adapters.auth.settings.PolicySettings.STREAMS_CLAIM;
import static durablestreams.adapters.auth.settings.PolicySettings.TENANT_CLAIM;

import durablestreams.adapters.auth.json.ReloadedFile;
import durablestreams.adapters.auth.key.JwksFile;
import durablestreams.adapters.auth.key.JwksUrl;
import durablestreams.adapters.auth.key.KeySet;
import durablestreams.adapters.auth.key.KeySource;
import durablestreams.adapters.auth.key.VerificationKey;
import durablestreams.adapters.auth.policy.GrantPolicy;
import durablestreams.adapters.auth.policy.PolicyFile;
import durablestreams.adapters.auth.settings.GivenSettings;
import durablestreams.adapters.auth.verification.TokenRules;
import durablestreams.adapters.auth.verification.TokenVerifier;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Provider of {@code AUTH=policy}: tokens grant actions on path patterns, by their claims or by a
 * file.
 *
 * <p>The claim is a list such as {@code "streams": [{"allow": ["read", "append"], "on":
 * ["tenant-a/**"]}]}; actions are {@code read}, {@code append}, {@code create} and {@code delete}.
 */
public final class PolicyProvider implements AccessPolicyProvider {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public List<ProviderSetting> settings() {
    return List.of(
        plainSetting(
            POLICY_FILE, "JSON file with grants for everyone, for tokens and for JWT claims.", ""),
        new ProviderSetting(
            JWT_SECRET,
            "Secret of tokens signed with HS256; at least 32 bytes.",
            true,
            "HS256 is refused"),
        SecretSetting.ALLOW_WEAK,
        plainSetting(
            JWKS_FILE, "File with the public keys (JWKS) of RS256, ES256 and EdDSA tokens.", ""),
        plainSetting(
            JWKS_URL,
            "URL of the public keys (JWKS) of RS256, ES256 and EdDSA tokens: https, or http on this"
                + " machine.",
            ""),
        plainSetting(
            ALGORITHMS,
            "Accepted signature algorithms, separated by commas: HS256, RS256, ES256, EdDSA.",
            "all that there are keys for"),
        plainSetting(
            ISSUER,
            "Required value of the claim `iss`; `none` turns the check off. Mandatory with"
                + " `AUTH_JWKS_URL`.",
            "not checked"),
        plainSetting(
            AUDIENCE,
            "Value that the claim `aud` must contain; `none` turns the check off. Mandatory with"
                + " `AUTH_JWKS_URL`.",
            "not checked"),
        plainSetting(CLOCK_SKEW, "Tolerated difference between clocks, 0s to 300s.", "`30s`"),
        plainSetting(TENANT_CLAIM, "Claim with the name of the tenant.", "`tenant`, else `sub`"),
        plainSetting(
            STREAMS_CLAIM, "Claim with grants; `none` to use the policy file only.", "`streams`"));
  }

  private static ProviderSetting plainSetting(String name, String description, String absent) {
    return new ProviderSetting(name, description, false, absent);
  }

  @Override
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    GivenSettings given = new GivenSettings(settings);
    boolean secret = given.has(JWT_SECRET);
    boolean publicKeys = given.has(JWKS_FILE) || given.has(JWKS_URL);
    if (!secret && !publicKeys && !given.has(POLICY_FILE)) {
      throw new ProviderSettingsException(
          "AUTH=policy needs %s, or keys to check tokens with: %s, %s or %s"
              .formatted(POLICY_FILE, JWT_SECRET, JWKS_FILE, JWKS_URL));
    }
    Optional<VerificationKey> secretKey = SecretSetting.key(given, JWT_SECRET);
    KeySource keys = keys(given, clock);
    TokenRules rules = RuleSettings.rules(given, secret, publicKeys);
    Supplier<PolicyFile> file = policyFile(given, secret || publicKeys, clock);
    return new GrantPolicy(
        file,
        new TokenVerifier(rules, secretKey, keys),
        given.text(TENANT_CLAIM).orElse("tenant"),
        Optional.of(given.text(STREAMS_CLAIM).orElse("streams")).filter(c -> !c.equals("none")),
        clock);
  }

  private static Supplier<PolicyFile> policyFile(
      GivenSettings given, boolean jwtChecked, InstantSource clock) {
    Optional<String> name = given.text(POLICY_FILE);
    if (name.isEmpty()) {
      return () -> PolicyFile.EMPTY;
    }
    return new ReloadedFile<>(
            POLICY_FILE,
            path(POLICY_FILE, name.get()),
            json -> PolicyFile.read(json, jwtChecked),
            clock)
        ::current;
  }

  private static KeySource keys(GivenSettings given, InstantSource clock) {
    Optional<String> file = given.text(JWKS_FILE);
    Optional<String> url = given.text(JWKS_URL);
    if (file.isPresent() && url.isPresent()) {
      throw new ProviderSettingsException("set %s or %s, not both".formatted(JWKS_FILE, JWKS_URL));
    }
    if (file.isPresent()) {
      return new JwksFile(
          new ReloadedFile<>(JWKS_FILE, path(JWKS_FILE, file.get()), KeySet::parse, clock));
    }
    return url.<KeySource>map(u -> new JwksUrl(url(u), clock)).orElseGet(KeySource::none);
  }

  private static Path path(String setting, String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new ProviderSettingsException(setting + " must be the path of a file", e);
    }
  }

  /**
   * An attacker who can change the keys on their way can sign any token, so the way must be safe.
   */
  private static URI url(String text) {
    try {
      URI url = URI.create(text);
      String host = url.getHost();
      boolean safe =
          "https".equalsIgnoreCase(url.getScheme())
              || ("http".equalsIgnoreCase(url.getScheme())
                  && host != null
                  && LOOPBACK.contains(host));
      if (host != null && safe && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below, like all that is not such a URL.
    }
    throw new ProviderSettingsException(
        JWKS_URL
            + " must be an https URL without a user, such as https://issuer.example/jwks.json;"
            + " http only to localhost");
  }
}
