package durablestreams.adapters.auth;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.access.AccessSetting;
import durablestreams.application.access.AccessSettingsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code AUTH=policy}: tokens grant actions on path patterns, by their claims or by a file.
 *
 * <p>The claim is a list such as {@code "streams": [{"allow": ["read", "append"], "on":
 * ["tenant-a/**"]}]}; actions are {@code read}, {@code append}, {@code create} and {@code delete}.
 */
public final class PolicyProvider implements AccessPolicyProvider {

  static final String POLICY_FILE = "AUTH_POLICY_FILE";
  static final String JWT_SECRET = "AUTH_JWT_SECRET";
  static final String JWKS_FILE = "AUTH_JWKS_FILE";
  static final String JWKS_URL = "AUTH_JWKS_URL";
  static final String ALGORITHMS = "AUTH_JWT_ALGORITHMS";
  static final String ISSUER = "AUTH_JWT_ISSUER";
  static final String AUDIENCE = "AUTH_JWT_AUDIENCE";
  static final String CLOCK_SKEW = "AUTH_JWT_CLOCK_SKEW";
  static final String TENANT_CLAIM = "AUTH_JWT_TENANT_CLAIM";
  static final String STREAMS_CLAIM = "AUTH_JWT_STREAMS_CLAIM";

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int MAX_SKEW_SECONDS = 300;

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public List<AccessSetting> settings() {
    return List.of(
        open(POLICY_FILE, "A JSON file with grants for everyone, for tokens and for JWT claims."),
        new AccessSetting(
            JWT_SECRET, "The secret of tokens signed with HS256, at least 32 bytes.", true),
        open(JWKS_FILE, "A file with the public keys (JWKS) of RS256, ES256 and EdDSA tokens."),
        open(JWKS_URL, "The same from a URL: https, or http on this machine."),
        open(ALGORITHMS, "Which of HS256, RS256, ES256, EdDSA count; all that there are keys for."),
        open(ISSUER, "What the claim iss must be; not looked at when not set."),
        open(AUDIENCE, "What the claim aud must name; not looked at when not set."),
        open(CLOCK_SKEW, "Seconds by which clocks may differ, 0 to 300; 30."),
        open(TENANT_CLAIM, "The claim with the tenant's name; tenant, and then sub."),
        open(STREAMS_CLAIM, "The claim with grants, or none to use the file only; streams."));
  }

  private static AccessSetting open(String name, String description) {
    return new AccessSetting(name, description, false);
  }

  @Override
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    GivenSettings given = new GivenSettings(settings);
    boolean secret = given.has(JWT_SECRET);
    boolean publicKeys = given.has(JWKS_FILE) || given.has(JWKS_URL);
    if (!secret && !publicKeys && !given.has(POLICY_FILE)) {
      throw new AccessSettingsException(
          "AUTH=policy needs %s, or keys to check tokens with: %s, %s or %s"
              .formatted(POLICY_FILE, JWT_SECRET, JWKS_FILE, JWKS_URL));
    }
    TokenRules rules =
        new TokenRules(
            algorithms(given, secret, publicKeys),
            skew(given),
            given.text(ISSUER),
            given.text(AUDIENCE));
    Supplier<PolicyFile> file = policyFile(given, secret || publicKeys, clock);
    return new GrantPolicy(
        file,
        new TokenVerifier(rules, secret(given), keys(given, clock)),
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

  private static Optional<VerificationKey> secret(GivenSettings given) {
    Optional<String> secret = given.text(JWT_SECRET);
    if (secret
        .filter(s -> s.getBytes(StandardCharsets.UTF_8).length < VerificationKey.MIN_SECRET_BYTES)
        .isPresent()) {
      throw new AccessSettingsException(
          JWT_SECRET + " must have at least 32 bytes, such as what openssl rand -base64 32 prints");
    }
    return secret.map(VerificationKey::secret);
  }

  private static KeySource keys(GivenSettings given, InstantSource clock) {
    Optional<String> file = given.text(JWKS_FILE);
    Optional<String> url = given.text(JWKS_URL);
    if (file.isPresent() && url.isPresent()) {
      throw new AccessSettingsException("set %s or %s, not both".formatted(JWKS_FILE, JWKS_URL));
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
      throw new AccessSettingsException(setting + " must be the path of a file", e);
    }
  }

  /** Whoever can change the keys on their way can sign any token, so the way must be safe. */
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
    throw new AccessSettingsException(
        JWKS_URL
            + " must be an https URL without a user, such as https://issuer.example/jwks.json;"
            + " http only to localhost");
  }

  private static Set<TokenAlgorithm> algorithms(
      GivenSettings given, boolean secret, boolean publicKeys) {
    Set<TokenAlgorithm> possible = EnumSet.noneOf(TokenAlgorithm.class);
    if (secret) {
      possible.add(TokenAlgorithm.HS256);
    }
    if (publicKeys) {
      possible.addAll(EnumSet.complementOf(EnumSet.of(TokenAlgorithm.HS256)));
    }
    Optional<String> wanted = given.text(ALGORITHMS);
    if (wanted.isEmpty()) {
      return possible;
    }
    Set<TokenAlgorithm> allowed = EnumSet.noneOf(TokenAlgorithm.class);
    for (String name : wanted.get().split(",", -1)) {
      TokenAlgorithm algorithm =
          TokenAlgorithm.named(name.strip())
              .orElseThrow(() ->
                  new AccessSettingsException(
                      "%s must be some of %s, with commas between them"
                          .formatted(ALGORITHMS, TokenAlgorithm.names())));
      if (!possible.contains(algorithm)) {
        throw new AccessSettingsException(
            "%s has %s, but there is no key for it".formatted(ALGORITHMS, algorithm));
      }
      allowed.add(algorithm);
    }
    return allowed;
  }

  private static Duration skew(GivenSettings given) {
    String text = given.text(CLOCK_SKEW).orElse("30");
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > MAX_SKEW_SECONDS) {
      throw new AccessSettingsException(
          "%s must be a number of seconds from 0 to %d".formatted(CLOCK_SKEW, MAX_SKEW_SECONDS));
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }
}
